"""django-q2 over Redis, its first and fastest broker."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django_q.tasks import async_task

from benchmarks.peers.adapter import Adapter


class DjangoQ2(Adapter):
    """A pickle in a list; a row is written when the task has ended."""

    table = "django_q_task"
    finished = "success"

    def submit(self) -> Any:
        """By a message."""
        return async_task("benchmarks.peers.work.noop")

    def submit_nap(self, ledger: str, number: int, seconds: float) -> None:
        """After the commit."""
        transaction.on_commit(partial(async_task, "benchmarks.peers.work.nap", ledger, number, seconds))
