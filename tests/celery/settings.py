"""Settings of the workers that these tests start, and of the submitting side: a broker and queues of their own."""

from __future__ import annotations

import os
from importlib import import_module

_base = import_module(os.environ["JOBKIT_TEST_SETTINGS"])
globals().update({name: getattr(_base, name) for name in dir(_base) if name.isupper()})

INSTALLED_APPS = [*_base.INSTALLED_APPS, "tests.processes", "tests.celery"]
JOBKIT = {
    "EXECUTOR": "celery",
    "POLL_INTERVAL": 0.1,
    "WATCH_INTERVAL": 0.1,
    "HEARTBEAT_INTERVAL": 0.4,
    "LEASE": float(os.environ.get("JOBKIT_TEST_LEASE", "2")),
    "MAINTENANCE_INTERVAL": 0.3,
    "TIMEOUT_GRACE": 0.5,
    "SHUTDOWN_GRACE": float(os.environ.get("JOBKIT_TEST_GRACE", "1")),
    "REDELIVERY_AFTER": float(os.environ.get("JOBKIT_TEST_REDELIVERY_AFTER", "1")),
    "CANCEL_KILL_AFTER": float(os.environ.get("JOBKIT_TEST_CANCEL_KILL_AFTER", "0")) or None,
}
CELERY_BROKER_URL = os.environ.get("JOBKIT_TEST_BROKER", "")
CELERY_TASK_DEFAULT_QUEUE = os.environ.get("JOBKIT_TEST_QUEUE", "jobkit-tests")
CELERY_TASK_ACKS_LATE = bool(os.environ.get("JOBKIT_TEST_ACKS_LATE"))
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = float(os.environ.get("JOBKIT_TEST_SOFT_SHUTDOWN", "0"))
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_MAX_TASKS_PER_CHILD = int(os.environ.get("CELERY_TEST_MAX_TASKS", "0")) or None
