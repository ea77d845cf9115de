"""How a worker's main process hears of what became of a message."""

from __future__ import annotations

from typing import Any

from celery.worker.request import Request

from django_jobkit.executors.celery import worker

# Celery waits ten seconds for the result of a process that died, and lends its place to no other task meanwhile. Ours
# has no result, and its job is seen to by then.
_LOST_WAIT = 0.5


class JobRequest(Request):  # type: ignore[misc]  # Celery is not typed
    """The request of a message about a job."""

    def on_accepted(self, pid: int, time_accepted: float) -> None:
        """Begin: whatever becomes of the process, this message is soon done with."""
        result = self._apply_result and self._apply_result()
        if result is not None and hasattr(result, "_lost_worker_timeout"):
            result._lost_worker_timeout = min(result._lost_worker_timeout, _LOST_WAIT)
        super().on_accepted(pid, time_accepted)

    def on_failure(self, exc_info: Any, *args: Any, **kwargs: Any) -> Any:
        """End: perhaps because the process died."""
        worker.look_now()
        return super().on_failure(exc_info, *args, **kwargs)

    def cancel(self, *args: Any, **kwargs: Any) -> Any:
        """Have the process killed: the worker stops at once, or lost its broker and would get the message again."""
        if self.worker_pid is not None:
            worker.forgive(self.worker_pid)
        return super().cancel(*args, **kwargs)
