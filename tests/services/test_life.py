"""A job's whole life, played at random against a model of sixty lines."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, precondition, rule

from django_jobkit import IllegalTransition, LeaseLost, UniqueConflict
from django_jobkit.core.context import Progress
from django_jobkit.core.outcome import Cancelled, Completed, Failed, Interrupted, Outcome, Postponed
from django_jobkit.exceptions import JobIsRunning
from django_jobkit.models import Job
from django_jobkit.models.clock import DatabaseNow
from django_jobkit.services.cancel import cancel_job
from django_jobkit.services.checkpoint import store_checkpoint
from django_jobkit.services.claim import ClaimedJob, claim_from
from django_jobkit.services.promote import promote_due
from django_jobkit.services.remove import remove_job
from django_jobkit.services.rescue import rescue_expired
from django_jobkit.services.retry import retry_job
from django_jobkit.services.settle import settle
from django_jobkit.services.watch import renew_leases, write_progress
from tests.services import kit
from tests.services.soundness import assert_sound, fetch, history

HOUR = timedelta(hours=1)
#: The fault harness asks for many more.
EXAMPLES = int(os.environ.get("JOBKIT_LIFE_EXAMPLES", "25"))
STEPS = int(os.environ.get("JOBKIT_LIFE_STEPS", "30"))
OUTCOMES: list[Outcome] = [
    Completed(42),
    Failed(kit.BROKEN),
    Failed(kit.BROKEN, HOUR),
    Postponed(HOUR, "later"),
    Interrupted(),
    Cancelled(),
]


@dataclass
class Life:
    """What a job should be like."""

    id: Any
    priority: int
    max_attempts: int
    budget: int
    key: str | None
    status: str = "PENDING"
    attempt: int = 0
    parked: bool = False
    expired: bool = False
    cancelling: bool = False
    progress: float | None = None
    saved: int | None = None
    history: list[str] = field(default_factory=lambda: ["PENDING"])

    @property
    def ended(self) -> bool:
        """Whether it has."""
        return self.status in {"COMPLETED", "FAILED", "CANCELLED"}

    def go(self, status: str, *, parked: bool = False) -> None:
        """Take a step."""
        self.status, self.parked, self.expired = status, parked, False
        self.history.append(status)

    def settle(self, outcome: Outcome) -> None:
        """What should become of a run that still owns the job."""
        match outcome:
            case Completed():
                self.saved = None
                self.go("COMPLETED")
            case Cancelled():
                self.go("CANCELLED")
            case Failed(_, retry_in) if retry_in is None or self.attempt >= self.max_attempts:
                self.go("FAILED")
            case _ if self.cancelling:
                self.go("CANCELLED")
            case Failed():
                self.go("PENDING", parked=True)
            case _:
                self.max_attempts += 1
                self.go("PENDING", parked=isinstance(outcome, Postponed))


class Lives(RuleBasedStateMachine):
    """Several jobs in one queue, several workers, some of them zombies."""

    jobs = Bundle("jobs")
    runs = Bundle("runs")

    def __init__(self) -> None:
        super().__init__()
        self.lives: dict[Any, Life] = {}

    @rule(
        target=jobs,
        priority=st.integers(-1, 1),
        attempts=st.integers(1, 3),
        key=st.sampled_from([None, "a"]),
        later=st.booleans(),
    )
    def submit(self, priority: int, attempts: int, key: str | None, *, later: bool) -> Any:
        """A new job, unless another holds its key."""
        taken = key and any(life.key == key and not life.ended for life in self.lives.values())
        options = {"run_after": timezone.now() + HOUR} if later else {}
        try:
            job = kit.pending(priority=priority, max_attempts=attempts, unique_key=key, **options)
        except UniqueConflict:
            assert taken
            return multiple()
        assert not taken
        self.lives[job.id] = Life(job.id, priority, attempts, attempts, key, parked=later)
        return job.id

    @rule(target=runs, limit=st.integers(1, 3))
    def claim(self, limit: int) -> Any:
        """The first of the lane, in its order."""
        waiting = [life for life in self.lives.values() if life.status == "PENDING" and not life.parked]
        expected = sorted(waiting, key=lambda life: (-life.priority, life.id))[:limit]

        claimed = claim_from("default", "worker", limit)

        assert [run.id for run in claimed] == [life.id for life in expected]
        for run, life in zip(claimed, expected, strict=True):
            life.attempt += 1
            life.progress = None
            life.go("RUNNING")
            assert (run.attempt, run.saved_state, run.max_attempts) == (life.attempt, life.saved, life.max_attempts)
        return multiple(*claimed)

    def owns(self, run: ClaimedJob) -> bool:
        life = self.lives.get(run.id)
        return life is not None and life.status == "RUNNING" and life.attempt == run.attempt

    @rule(run=consumes(runs), outcome=st.sampled_from(OUTCOMES))
    def finish(self, run: ClaimedJob, outcome: Outcome) -> None:
        """A worker, or a zombie, is done."""
        owned = self.owns(run)

        assert settle(run, outcome) is owned

        if owned:
            self.lives[run.id].settle(outcome)

    @rule(run=runs)
    def beat(self, run: ClaimedJob) -> None:
        """A sign of life."""
        owned = self.owns(run)
        assert renew_leases({run.id: run.attempt}) == ({run.id} if owned else set())
        if owned:
            self.lives[run.id].expired = False

    @rule(run=runs, current=st.integers(0, 9))
    def progress(self, run: ClaimedJob, current: int) -> None:
        """News of progress."""
        write_progress({run.id: (run.attempt, Progress(current))})
        if self.owns(run):
            self.lives[run.id].progress = current

    @rule(run=runs, state=st.integers())
    def checkpoint(self, run: ClaimedJob, state: int) -> None:
        """A checkpoint, which is a sign of life too."""
        if self.owns(run):
            store_checkpoint(run.id, run.attempt, state)
            self.lives[run.id].saved = state
            self.lives[run.id].expired = False
        else:
            with pytest.raises(LeaseLost):
                store_checkpoint(run.id, run.attempt, state)

    @rule(job_id=jobs)
    def cancel(self, job_id: Any) -> None:
        """Somebody wants it to stop."""
        life = self.lives.get(job_id)
        if life is None:
            return
        if life.ended:
            with pytest.raises(IllegalTransition):
                cancel_job(fetch(job_id))
            return
        answer = cancel_job(fetch(job_id))
        if life.status == "PENDING":
            life.go("CANCELLED")
        life.cancelling = True
        assert (answer.status, answer.cancel_requested_at is not None) == (life.status, True)

    @rule(job_id=jobs)
    def retry(self, job_id: Any) -> None:
        """Somebody wants it to run again."""
        life = self.lives.get(job_id)
        if life is None:
            return
        taken = any(other.key == life.key and not other.ended for other in self.lives.values()) and life.key
        if life.status not in {"FAILED", "CANCELLED"} or taken:
            with pytest.raises((IllegalTransition, UniqueConflict)):
                retry_job(fetch(job_id))
            return
        retry_job(fetch(job_id))
        life.max_attempts = life.attempt + life.budget
        life.cancelling, life.progress = False, None
        life.go("PENDING")

    @rule(job_id=jobs)
    def expire(self, job_id: Any) -> None:
        """Its worker is not heard of any more."""
        life = self.lives.get(job_id)
        if life is not None and life.status == "RUNNING":
            Job.objects.filter(pk=job_id).update(lease_expires_at=DatabaseNow() - HOUR)
            life.expired = True

    @precondition(lambda self: any(life.expired for life in self.lives.values()))
    @rule()
    def rescue(self) -> None:
        """The maintenance tick comes by."""
        lost = [life for life in self.lives.values() if life.expired]
        assert rescue_expired().count == len(lost)
        for life in lost:
            spent = life.attempt >= life.max_attempts
            life.go("CANCELLED" if life.cancelling else "FAILED" if spent else "PENDING")

    @rule(job_id=jobs)
    def pass_time(self, job_id: Any) -> None:
        """What it waited for has come."""
        life = self.lives.get(job_id)
        if life is not None and life.status == "PENDING" and life.parked:
            Job.objects.filter(pk=job_id).update(parked_until=DatabaseNow() - HOUR)
            assert len(promote_due()) == 1
            life.parked = False

    @rule(job_id=consumes(jobs))
    def remove(self, job_id: Any) -> None:
        """Somebody does not want to see it any more."""
        life = self.lives.get(job_id)
        if life is None:
            return
        if life.status == "RUNNING":
            with pytest.raises(JobIsRunning):
                remove_job(fetch(job_id))
            return
        remove_job(fetch(job_id))
        del self.lives[job_id]

    @invariant()
    def every_row_is_as_the_model_says(self) -> None:
        """And sound in itself."""
        assert Job.objects.count() == len(self.lives)
        for life in self.lives.values():
            row = assert_sound(life.id)
            told = replace(
                life,
                status=row.status,
                attempt=row.attempt,
                max_attempts=row.max_attempts,
                parked=row.parked_until is not None,
                cancelling=row.cancel_requested_at is not None,
                progress=row.progress_current,
                saved=row.saved_state,
                history=history(row),
            )
            # Whoever ended a job as CANCELLED is noted as having asked for it.
            assert replace(told, cancelling=life.cancelling) == life
            assert told.cancelling or not life.cancelling

    def teardown(self) -> None:
        """Leave nothing behind for the next run."""
        Job.objects.all().delete()


@pytest.mark.django_db
def test_no_life_differs_from_the_model() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
