"""Which due jobs wait, and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from django_jobkit.models import Job
from django_jobkit.services.waiting import lanes_after, waiting_in
from tests.services import kit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(hours=-1), timedelta(hours=1)])
def test_a_submit_with_a_clock_that_is_wrong_by_an_hour_is_not_overlooked_for_an_hour(ahead: timedelta) -> None:
    job = kit.pending(queue="waiting")
    Job.objects.filter(pk=job.pk).update(updated_at=timezone.now() + ahead)
    (waiting,) = waiting_in("waiting", 10)
    assert waiting.hint.job_id == job.id
    assert waiting.seconds == pytest.approx(abs(ahead.total_seconds()), abs=30)


def test_those_that_should_run_first_come_first() -> None:
    jobs = [kit.pending(queue="waiting", priority=priority) for priority in (0, 5, 5)]
    found = [waiting.hint.job_id for waiting in waiting_in("waiting", 2)]
    assert found == [jobs[1].id, jobs[2].id]


def test_lanes_are_found_in_the_order_of_their_names_beginning_behind_one() -> None:
    for queue in ("c", "a", "b"):
        kit.pending(queue=queue)
    assert lanes_after("", 10) == ["a", "b", "c"]
    assert lanes_after("a", 1) == ["b"]
