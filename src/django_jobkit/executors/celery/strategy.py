"""What a worker does with a message about a job, before anything else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from celery import Celery, Task
from celery.exceptions import InvalidTaskError
from celery.worker.strategy import default

# Arguments, named arguments, and what Celery embeds: the second version of its protocol.
_PARTS = 3


def strategy(task: Task, app: Celery, consumer: Any) -> Callable[..., Any]:
    """Celery's own strategy, for messages that it can make something of.

    From any other it would raise what stops the whole worker, and the next one too, for the message is delivered again.
    """
    handle: Callable[..., Any] = default(task, app, consumer)

    def handle_if_sound(message: Any, *args: Any, **kwargs: Any) -> Any:
        if not _is_sound(message.payload):
            raise InvalidTaskError("The body is not that of a task.")
        return handle(message, *args, **kwargs)

    return handle_if_sound


def _is_sound(body: Any) -> bool:
    if isinstance(body, Mapping):
        # The first version of the protocol, whose other mistakes Celery finds itself.
        return "args" in body
    if not isinstance(body, list | tuple) or len(body) != _PARTS:
        return False
    args, kwargs, embedded = body
    return isinstance(args, list | tuple) and isinstance(kwargs, Mapping) and isinstance(embedded, Mapping | None)
