"""django-tasks-db, the database backend of Django's tasks."""

from __future__ import annotations

from typing import Any

from django_tasks import task

from benchmarks.peers import work
from benchmarks.peers.adapter import Adapter


@task
def noop() -> None:
    """Do nothing. A worker finds the task by this module and name."""


@task
def nap(ledger: str, number: int, seconds: float) -> None:
    """Sleep, and write down that it did."""
    work.nap(ledger, number, seconds)


class DjangoTasksDb(Adapter):
    """Rows, looked for again and again."""

    table = "django_tasks_database_dbtaskresult"
    finished = "status = 'SUCCESSFUL'"

    def submit(self) -> Any:
        """By the row."""
        return noop.enqueue().id

    def submit_nap(self, ledger: str, number: int, seconds: float) -> None:
        """With the transaction."""
        nap.enqueue(ledger, number, seconds)
