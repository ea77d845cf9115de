"""Jobs that run for a caller whose thread is somebody else's."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError

from django_jobkit import Status
from django_jobkit.core import executor as executor_module
from django_jobkit.core.executor import BaseExecutor, Hint
from django_jobkit.executors import claiming, hosted, ledger
from django_jobkit.models import Job
from django_jobkit.services.cancel import cancel_job
from django_jobkit.testing.plugin import jobkit_settings
from django_jobkit.testing.waiting import wait_for_job, wait_until
from tests.executors import tasks
from tests.executors.conftest import QUICK
from tests.tasks.gates import gates
from tests.tasks.jobs import add, flaky, gated, gated_politely


class Heard(BaseExecutor):
    """Only remembers what it is told."""

    def __init__(self) -> None:
        self.hints: list[Hint] = []

    def dispatch(self, hints: Any) -> None:
        """Remember."""
        self.hints += hints


@pytest.fixture
def heard(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    """What the executor was told; what is hosted stops with the test."""
    executor = Heard()
    monkeypatch.setitem(executor_module._loaded, "tests.Heard", executor)
    with jobkit_settings(**{**QUICK, "EXECUTOR": "tests.Heard"}):
        yield executor
        hosted.stop(0.0)


def call(job: Job) -> threading.Thread:
    """Run `job` in a thread that is not ours."""
    caller = threading.Thread(target=hosted.run_hinted, args=(job.pk,), daemon=True)
    caller.start()
    return caller


def entered(gate: str = "default") -> None:
    """Wait until a handler runs."""
    assert gates[gate].entered.wait(10)


def test_a_hinted_job_has_ended_when_the_call_returns(heard: Heard) -> None:
    job = add.submit(x=1, y=2)
    hosted.run_hinted(job.pk)
    job.refresh_from_db()
    assert (job.status, job.result, job.attempt) == (Status.COMPLETED, 3, 1)


def test_a_hint_that_is_heard_again_or_about_nothing_does_nothing(heard: Heard) -> None:
    job = add.submit(x=1)
    for _ in range(3):
        hosted.run_hinted(job.pk)
    job.refresh_from_db()
    assert (job.attempt, job.history_length) == (1, 3)
    job.delete()
    hosted.run_hinted(job.pk)


def test_there_is_a_hand_for_every_caller_and_each_keeps_its_connection(heard: Heard) -> None:
    blocked = gated.submit(gate="default")
    caller = call(blocked)
    entered()
    first, second = tasks.backend.submit(), tasks.backend.submit()
    hosted.run_hinted(first.pk)
    hosted.run_hinted(second.pk)
    gates["default"].opened.set()
    caller.join(10)
    assert wait_for_job(blocked).status == Status.COMPLETED
    assert wait_for_job(first).result == wait_for_job(second).result


def test_a_running_job_is_cancelled_and_keeps_its_lease(heard: Heard) -> None:
    job = gated_politely.submit(gate="default")
    caller = call(job)
    entered()
    before = Job.objects.get(pk=job.pk).lease_expires_at
    wait_until(lambda: Job.objects.get(pk=job.pk).lease_expires_at != before, what="A heartbeat")
    cancel_job(job)
    caller.join(10)
    assert wait_for_job(job).status == Status.CANCELLED


def test_what_is_parked_is_hinted_when_it_is_due(heard: Heard) -> None:
    job = flaky.submit()
    hosted.run_hinted(job.pk)
    wait_until(lambda: sum(hint.job_id == job.pk and hint.due for hint in heard.hints) >= 2, what="The hint")
    hosted.run_hinted(job.pk)
    assert wait_for_job(job).attempt == 2


def test_a_stop_gives_jobs_back_and_lets_the_caller_go(heard: Heard) -> None:
    job = gated.submit(gate="default")
    caller = call(job)
    entered()
    heard.hints.clear()
    began_at = time.monotonic()
    hosted.stop(0.2)
    caller.join(5)
    assert not caller.is_alive()
    assert time.monotonic() - began_at < 5
    job.refresh_from_db()
    assert (job.status, job.attempt, job.max_attempts) == (Status.PENDING, 1, 4)
    assert [hint.job_id for hint in heard.hints] == [job.pk]


@pytest.mark.parametrize("stop", [hosted.leave, hosted.Hosted.stop], ids=["it has left", "it stops as the hint comes"])
def test_a_hint_that_comes_to_a_process_that_parts_is_refused(heard: Heard, stop: Any) -> None:
    running = hosted.start()
    assert running is not None
    stop(0.0) if stop is hosted.leave else stop(running, 0.0)
    job = add.submit(x=1)
    assert not hosted.run_hinted(job.pk)
    job.refresh_from_db()
    assert (job.status, job.attempt) == (Status.PENDING, 0)
    hosted.stop(0.0)
    hosted.start()
    assert hosted.run_hinted(job.pk), "who starts it again means it"
    assert wait_for_job(job).attempt == 1


def test_an_outcome_outlives_an_absence_of_the_database(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    failures = iter([True] * 3)
    write = ledger.settle_all

    def fail_at_first(runs: Any) -> list[bool]:
        if next(failures, False):
            raise OperationalError("the server is gone")
        return write(runs)

    monkeypatch.setattr(ledger, "settle_all", fail_at_first)
    job = add.submit(x=1)
    hosted.run_hinted(job.pk)
    assert (wait_for_job(job).status, job.attempt) == (Status.COMPLETED, 0)
    assert next(failures, None) is None


def test_a_claim_whose_answer_was_lost_is_not_lost(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    claim = claiming.claim_job

    def claim_and_lose_the_answer(job_id: Any, worker: str) -> Any:
        asked.append(worker)
        claimed = claim(job_id, worker)
        if len(asked) == 1:
            raise OperationalError("the connection broke")
        return claimed

    monkeypatch.setattr(claiming, "claim_job", claim_and_lose_the_answer)
    job = add.submit(x=1)
    hosted.run_hinted(job.pk)
    row = wait_for_job(job)
    assert (row.status, row.attempt, row.history_length) == (Status.COMPLETED, 1, 3)
    assert len(asked) == 2
