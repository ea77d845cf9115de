"""Which Celery queue a job's hint goes to, with which priority, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from celery import Celery
from celery.exceptions import QueueNotFound

from django_jobkit.conf import config
from django_jobkit.core.executor import Hint

_DEFAULT = "default"
# RabbitMQ's quorum queues know two, whatever their arguments say.
_QUORUM = 5
# What kombu lets through.
_MOST = 9
_REDIS_STEPS = (0, 3, 6, 9)


def celery_queue(app: Celery, queue: str) -> str:
    """The name of the Celery queue for jobs of `queue`."""
    named: str | None = config.CELERY_QUEUES.get(queue)
    return named or (str(app.conf.task_default_queue) if queue == _DEFAULT else queue)


def serves(app: Celery, queue: str) -> bool:
    """Whether a worker of `app`, in its own process, consumes the Celery queue for jobs of `queue`."""
    return celery_queue(app, queue) in consumed(app)


def consumed(app: Celery) -> Collection[str]:
    """The Celery queues that the worker of this process consumes now."""
    return frozenset(app.amqp.queues.consume_from)


def message_options(app: Celery, driver: str, hint: Hint) -> dict[str, Any]:
    """Where the message about `hint` goes, in the words of Celery; raises QueueNotFound when it knows no such queue."""
    queue = _declared(app, celery_queue(app, hint.queue))
    options: dict[str, Any] = {"queue": queue.name}
    priority = _PRIORITIES.get(driver, _none)(app, queue, hint.priority)
    return options if priority is None else {**options, "priority": priority}


def _none(app: Celery, queue: Any, priority: int) -> int | None:
    return None


def _for_rabbitmq(app: Celery, queue: Any, priority: int) -> int | None:
    """The middle of what the queue has for a job without a priority, and one step for each step of ours."""
    arguments = queue.queue_arguments or {}
    if arguments.get("x-queue-type") == "quorum":
        return _QUORUM if priority > 0 else None
    most = queue.max_priority or arguments.get("x-max-priority")
    if most is None:
        return None
    return max(0, min(int(most), int(most) // 2 + priority))


def _declared(app: Celery, queue: str) -> Any:
    try:
        return app.amqp.queues[queue]
    except KeyError:
        hint = f"Celery has no queue {queue!r}, and task_create_missing_queues is off."
        raise QueueNotFound(hint) from None


def _for_redis(app: Celery, queue: Any, priority: int) -> int:
    """Likewise, but kombu gives each step a list of its own and serves the lowest first."""
    given = app.conf.broker_transport_options.get("priority_steps") or _REDIS_STEPS
    steps = sorted(step for step in given if 0 <= step <= _MOST) or [0]
    return int(steps[max(0, min(len(steps) - 1, len(steps) // 2 - priority))])


_PRIORITIES: dict[str, Callable[[Celery, Any, int], int | None]] = {"amqp": _for_rabbitmq, "redis": _for_redis}
