"""Celery's settings: JSON alone, waits that end, and nothing that the rows of the jobs do better."""

from __future__ import annotations

from typing import Any

from config.environment import env

# Redis or RabbitMQ; production.py insists on being told.
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "redis://127.0.0.1:6379/0")
# The queue of the jobs that ask for none.
CELERY_TASK_DEFAULT_QUEUE = env.str("CELERY_TASK_DEFAULT_QUEUE", "jobkit")

CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
# The job's row is its result.
CELERY_TASK_IGNORE_RESULT = True
# A message is only a hint. Late acknowledgements would keep it at the broker for as long as the job runs, where
# timeouts deliver it again; what a dead worker had in hand comes back by its lease.
CELERY_TASK_ACKS_LATE = False
# Jobs are long: a worker that reserves more than it runs keeps them from the others.
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# After SIGQUIT, which stops at once, jobs get this many seconds; after SIGTERM it is JOBKIT["SHUTDOWN_GRACE"].
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 3.0
# Log as Django does.
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# A worker waits for its broker, however long that is away, and notices when it went without a word.
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_TIMEOUT = 4.0
CELERY_BROKER_HEARTBEAT = 20

# Without these a publish to a Redis that accepts and says nothing waits for minutes.
_REDIS: dict[str, Any] = {
    "socket_connect_timeout": 4,
    "socket_timeout": 4,
    "socket_keepalive": True,
    "health_check_interval": 20,
}
CELERY_BROKER_TRANSPORT_OPTIONS = _REDIS if CELERY_BROKER_URL.startswith("redis") else {}
