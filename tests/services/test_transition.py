"""Every cell of the table of edges, played against the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from django_jobkit.core.lifecycle import EDGES, Event
from django_jobkit.core.status import Status
from django_jobkit.models import Job, JobStatus
from django_jobkit.services import effects
from django_jobkit.services.transition import Transition, apply, apply_all
from tests.services import kit
from tests.services.soundness import assert_sound, fetch, history

pytestmark = pytest.mark.django_db

MAKERS: dict[Status, Callable[[], Any]] = {
    Status.PENDING: kit.pending,
    Status.RUNNING: kit.running,
    Status.COMPLETED: kit.completed,
    Status.FAILED: kit.failed,
    Status.CANCELLED: kit.cancelled,
}
VALUES: dict[Event, Callable[[], dict[str, Any]]] = {
    Event.CLAIM: lambda: effects.claimed("worker"),
    Event.COMPLETE: lambda: effects.completed([1]),
    Event.FAIL: lambda: effects.failed(kit.BROKEN),
    Event.BACK_OFF: lambda: effects.parked(timedelta(seconds=5), free=False),
    Event.INTERRUPT: lambda: effects.back_in_lane(free=True),
    Event.RESCUE: lambda: effects.back_in_lane(free=False),
    Event.GIVE_UP: lambda: effects.failed(kit.BROKEN),
    Event.CANCEL: effects.cancelled,
    Event.ACKNOWLEDGE_CANCEL: effects.cancelled,
    Event.RETRY: lambda: effects.retried(None),
}


def columns(job: Any) -> dict[str, Any]:
    return dict(Job.objects.filter(pk=job.id).values().get())


def wish(job: Any, event: Event, **more: Any) -> Transition:
    return Transition(job_id=job.id, event=event, values=VALUES[event](), message="why", **more)


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("status", Status)
def test_an_event_happens_in_its_sources_and_changes_nothing_elsewhere(status: Status, event: Event) -> None:
    job = MAKERS[status]()
    before, steps = columns(job), history(job)

    won = apply(wish(job, event))

    assert won == (status in EDGES[event].sources)
    if won:
        after = assert_sound(job)
        assert after.status == EDGES[event].target
        assert history(job) == [*steps, EDGES[event].target]
        assert after.statuses.last().message == "why"
        assert after.revision == before["revision"] + 1
    else:
        assert columns(job) == before
        assert history(job) == steps


@pytest.mark.parametrize("event", [event for event in Event if Status.RUNNING in EDGES[event].sources])
@pytest.mark.parametrize("off", [-1, 1])
def test_a_wish_of_another_attempt_changes_nothing(event: Event, off: int) -> None:
    run = kit.running(max_attempts=5)
    apply(wish(run, Event.RESCUE))
    run = kit.claim(run)
    before, steps = columns(run), history(run)

    assert not apply(wish(run, event, attempt=run.attempt + off))

    assert columns(run) == before
    assert history(run) == steps


def test_a_further_condition_is_part_of_the_guard() -> None:
    job = kit.pending()

    assert not apply(wish(job, Event.CLAIM, only_if="parked_until > {now}"))
    assert apply(wish(job, Event.CLAIM, only_if="parked_until IS NULL OR parked_until <= {now}"))


def test_a_job_that_is_gone_takes_part_in_nothing() -> None:
    job = kit.pending()
    Job.objects.filter(pk=job.pk).delete()

    assert not apply(wish(job, Event.CLAIM))
    assert not JobStatus.objects.filter(job_id=job.pk).exists()


def test_several_wishes_come_true_each_for_itself() -> None:
    jobs = [kit.pending(), kit.running(), kit.pending(), kit.completed()]

    assert apply_all([wish(job, Event.CLAIM) for job in jobs]) == [True, False, True, False]

    assert [fetch(job).status for job in jobs] == ["RUNNING", "RUNNING", "RUNNING", "COMPLETED"]
    for job in jobs:
        assert_sound(job)


def test_several_wishes_that_all_come_true_write_one_history_row_each() -> None:
    jobs = [kit.running() for _ in range(3)]

    assert apply_all([wish(job, Event.COMPLETE, attempt=1) for job in jobs]) == [True] * 3

    assert [history(job) for job in jobs] == [["PENDING", "RUNNING", "COMPLETED"]] * 3
    assert apply_all([]) == []


def test_status_and_history_stand_or_fall_together() -> None:
    job = kit.pending()
    # The number that the next history row would take is taken.
    JobStatus.objects.create(job=job, seq=2, status_type="PENDING", timestamp=job.created_at)

    with pytest.raises(IntegrityError), transaction.atomic():
        apply(wish(job, Event.CLAIM))

    assert fetch(job).status == Status.PENDING


def test_a_claim_beyond_the_last_attempt_is_refused_by_the_row_itself() -> None:
    run = kit.running(max_attempts=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        apply(wish(run, Event.RESCUE))
        apply(wish(run, Event.CLAIM))

    assert_sound(run)
