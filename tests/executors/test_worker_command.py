"""The worker command, called in this process; what signals do to it is tried on real processes."""

from __future__ import annotations

import signal
from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from django_jobkit import Status, job
from django_jobkit.core.executor import get_executor
from django_jobkit.models import Job
from tests.tasks.jobs import add, flaky

if TYPE_CHECKING:
    from django_jobkit.executors.thread import ThreadExecutor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quick_settings")]


@job("executors.submit_more")
def submit_more(count: int) -> None:
    """Submit a job that submits a job, and so on."""
    if count:
        submit_more.submit(count=count - 1)


def drain(*arguments: str) -> str:
    """Run a worker until nothing is due, and give what it printed."""
    output = StringIO()
    call_command("jobkit_worker", "--drain", *arguments, stdout=output)
    return output.getvalue()


def statuses() -> set[str]:
    """Those of all jobs."""
    return set(Job.objects.values_list("status", flat=True))


def test_draining_runs_what_is_due_with_its_retries_and_what_it_leads_to() -> None:
    for number in range(5):
        add.submit(x=number)
    flaky.submit(failures=2)
    submit_more.submit(count=3)
    drain()
    assert statuses() == {Status.COMPLETED}
    assert Job.objects.count() == 10


def test_draining_leaves_what_is_not_due_and_other_queues_alone() -> None:
    add.using(run_after=timezone.now() + timedelta(hours=1)).submit(x=1)
    add.using(queue="elsewhere").submit(x=1)
    add.using(queue="here").submit(x=1)
    drain("--queues", "here, there")
    assert dict(Job.objects.values_list("queue", "status")) == {
        "default": Status.PENDING,
        "elsewhere": Status.PENDING,
        "here": Status.COMPLETED,
    }


def test_it_says_what_it_does_and_leaves_no_trace_in_the_process() -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    said = drain("--concurrency", "2", "--poll-interval", "0.5")
    assert "side by side  2" in said
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before
    executor: ThreadExecutor = get_executor()  # type: ignore[assignment]
    assert executor.engine is None


def test_a_quiet_worker_says_nothing() -> None:
    output = StringIO()
    call_command("jobkit_worker", "--drain", verbosity=0, stdout=output)
    assert output.getvalue() == ""


@pytest.mark.parametrize("arguments", [["--concurrency", "0"], ["--poll-interval", "0"], ["--poll-interval", "soon"]])
def test_numbers_that_make_no_sense_are_refused(arguments: list[str]) -> None:
    with pytest.raises(CommandError, match=f"'{arguments[1]}' is not a number"):
        drain(*arguments)
