"""django-jobkit, over whichever executor JOBKIT names."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from benchmarks.jobs import nap, noop
from benchmarks.peers.adapter import Adapter
from django_jobkit import submit_many
from django_jobkit.conf import config
from django_jobkit.core.executor import get_executor
from django_jobkit.executors.thread import ThreadExecutor

_BULK = 1000

if config.EXECUTOR == "celery":
    # As a project does in its __init__.
    import_module("benchmarks.peers.celery_app")


class Jobkit(Adapter):
    """Ours."""

    table = "jobkit_job"
    finished = "status = 'COMPLETED'"

    def submit(self) -> Any:
        """By the row; the broker hears of it later, from another thread."""
        return noop.submit().id

    def submit_many(self, count: int) -> None:
        """In bulk."""
        for start in range(0, count, _BULK):
            submit_many([noop.request() for _ in range(min(_BULK, count - start))])

    def submit_nap(self, ledger: str, number: int, seconds: float) -> None:
        """With the transaction."""
        nap.submit(ledger=ledger, number=number, seconds=seconds)

    def start(self) -> None:
        """In threads."""
        executor = get_executor()
        assert isinstance(executor, ThreadExecutor)
        executor.start()

    def stop(self) -> None:
        """Once nothing runs."""
        executor = get_executor()
        assert isinstance(executor, ThreadExecutor)
        executor.stop()
