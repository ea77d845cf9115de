"""A claim takes a job for one attempt; nobody else gets it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from django_jobkit import Status
from django_jobkit.models import Job
from django_jobkit.models.clock import DatabaseNow
from django_jobkit.services.claim import claim_from, claim_job
from django_jobkit.services.lanes import Lanes
from django_jobkit.services.promote import next_due_in, promote_due
from django_jobkit.services.submit_many import submit_many
from tests.services import kit
from tests.services.soundness import assert_sound, fetch
from tests.services.threads import crowd


@pytest.mark.django_db
def test_a_claim_starts_an_attempt_with_a_lease(settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "LEASE": 90}
    job = kit.pending(timeout=3.0, max_attempts=4)

    run = claim_job(job.id, "me")

    row = assert_sound(job)
    assert run is not None
    assert (run.id, run.attempt, run.task, run.params) == (job.id, 1, "tests.add", {"x": 1, "y": 0})
    assert (run.queue, run.max_attempts, run.timeout, run.saved_state) == ("default", 4, 3.0, None)
    assert (row.status, row.worker, row.started_at is None) == (Status.RUNNING, "me", False)
    near = Job.objects.filter(
        pk=job.pk,
        lease_expires_at__gt=DatabaseNow() + timedelta(seconds=80),
        lease_expires_at__lte=DatabaseNow() + timedelta(seconds=90),
    )
    assert near.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("make", [kit.running, kit.completed, kit.failed, kit.cancelled])
def test_what_is_not_pending_cannot_be_claimed(make: Any) -> None:
    assert claim_job(make().id, "me") is None


@pytest.mark.django_db
def test_a_job_that_never_was_cannot_be_claimed() -> None:
    assert claim_job(uuid4(), "me") is None


@pytest.mark.django_db
def test_both_ways_to_claim_tell_the_same_of_a_job() -> None:
    one, other = kit.pending(timeout=2.5), kit.pending(timeout=2.5)
    [bulk] = [run for run in claim_from("default", "me", 2) if run.id == other.id]
    Job.objects.filter(pk=one.pk).delete()
    third = kit.pending(timeout=2.5)
    single = claim_job(third.id, "me")

    assert single is not None
    for field in ("attempt", "task", "queue", "max_attempts", "timeout", "params", "saved_state"):
        assert getattr(bulk, field) == getattr(single, field)


@pytest.mark.django_db
def test_higher_priority_runs_first_and_age_decides_among_equals() -> None:
    order = [kit.pending(priority=priority) for priority in (0, 5, -5, 5, 0)]

    claimed = [run.id for limit in (1, 3, 5) for run in claim_from("default", "me", limit)]

    assert claimed == [order[place].id for place in (1, 3, 0, 4, 2)]
    for job in order:
        assert_sound(job)


@pytest.mark.django_db
def test_a_claim_takes_from_its_queue_alone() -> None:
    kit.pending(queue="other")

    assert claim_from("default", "me", 5) == []
    assert len(claim_from("other", "me", 5)) == 1
    assert claim_from("other", "me", 5) == []


@pytest.mark.django_db
def test_a_job_for_later_waits_until_the_database_says_it_is_time() -> None:
    later = kit.pending(run_after=timezone.now() + timedelta(hours=1))

    assert len(promote_due()) == 0
    assert claim_job(later.id, "me") is None
    assert claim_from("default", "me", 5) == []
    assert 3500 < (next_due_in() or 0) <= 3600

    Job.objects.filter(pk=later.pk).update(parked_until=DatabaseNow() - timedelta(seconds=1))
    assert next_due_in() == 0
    assert len(promote_due()) == 1
    assert next_due_in() is None
    assert assert_sound(later).lane == "default"
    assert [run.id for run in claim_from("default", "me", 5)] == [later.id]
    assert fetch(later).run_after is None


@pytest.mark.django_db
def test_a_run_after_that_has_passed_is_due_at_the_next_look() -> None:
    past = kit.pending(run_after=timezone.now() - timedelta(hours=1))

    assert past.lane is None
    assert len(promote_due()) == 1
    assert fetch(past).lane == "default"


@pytest.mark.django_db
def test_a_due_job_can_be_claimed_by_its_id_before_anybody_promotes_it() -> None:
    past = kit.pending(run_after=timezone.now() - timedelta(hours=1))

    assert claim_job(past.id, "me") is not None
    assert_sound(past)
    assert len(promote_due()) == 0


@pytest.mark.django_db
def test_promotion_goes_in_batches(settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "BATCH": 2}
    for _ in range(5):
        kit.pending(run_after=timezone.now() - timedelta(hours=1))

    assert [len(promote_due()) for _ in range(4)] == [2, 2, 1, 0]


@pytest.mark.django_db
def test_a_cancelled_job_is_never_promoted() -> None:
    job = kit.cancelled(run_after=timezone.now() - timedelta(hours=1))

    assert len(promote_due()) == 0
    assert_sound(job)


@pytest.mark.django_db
def test_queues_share_what_one_worker_can_take() -> None:
    for queue in ("a", "b", "c"):
        submit_many([kit.wish(queue=queue)] * 20)

    taken = Counter(run.queue for _ in range(3) for run in Lanes("me").claim(6))

    assert taken == {"a": 6, "b": 6, "c": 6}


@pytest.mark.django_db
def test_a_queue_that_fills_later_is_served_while_another_stays_busy() -> None:
    submit_many([kit.wish(queue="busy")] * 100)
    lanes = Lanes("me")
    lanes.claim(2)

    late = kit.pending(queue="late")
    taken = {run.id for _ in range(20) for run in lanes.claim(2)}

    assert late.id in taken


@pytest.mark.django_db
def test_more_queues_than_one_look_takes_in_are_all_served() -> None:
    submit_many([kit.wish(queue=f"q{number:03}") for number in range(70) for _ in range(3)])
    lanes = Lanes("me")

    served = {run.queue for _ in range(150) for run in lanes.claim(1)}

    assert len(served) == 70


@pytest.mark.django_db
def test_a_worker_takes_only_from_the_queues_that_it_was_given() -> None:
    mine, other = kit.pending(queue="mine"), kit.pending(queue="other")
    lanes = Lanes("me", only=["mine", "empty"])

    assert [run.id for _ in range(4) for run in lanes.claim(5)] == [mine.id]
    assert fetch(other).status == Status.PENDING


@pytest.mark.django_db
def test_a_worker_without_a_free_hand_claims_nothing() -> None:
    kit.pending()

    assert Lanes("me").claim(0) == []


def test_of_a_crowd_that_wants_one_job_a_single_worker_gets_it(committed: None) -> None:
    for _ in range(4):
        job = kit.pending()
        runs = crowd(8, lambda number: claim_job(job.id, f"worker-{number}"))  # noqa: B023 - called within this turn
        [won] = [run for run in runs if run is not None]
        assert won.attempt == 1
        assert fetch(job).worker == f"worker-{runs.index(won)}"
        assert_sound(job)


@pytest.mark.parametrize("workers", ["one name", "many names"])
def test_claimers_of_one_queue_never_get_the_same_job(committed: None, workers: str) -> None:
    ids = submit_many([kit.wish()] * 120)

    def drain(number: int) -> list[Any]:
        name = "worker" if workers == "one name" else f"worker-{number}"
        taken: list[Any] = []
        misses = 0
        while misses < 3:
            runs = claim_from("default", name, 7)
            misses = 0 if runs else misses + 1
            taken += runs
        return taken

    runs = [run for taken in crowd(4, drain) for run in taken]

    assert sorted(run.id for run in runs) == sorted(ids)  # type: ignore[type-var]
    assert {run.attempt for run in runs} == {1}
    for run in runs[::10]:
        assert_sound(run)
