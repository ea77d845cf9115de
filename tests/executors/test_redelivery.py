"""Jobs that have waited long are hinted at again: soon, but ever more seldom, and never all at once."""

from __future__ import annotations

import pytest

from django_jobkit.core.executor import Hint
from django_jobkit.executors.redelivery import Redelivery
from django_jobkit.models import Job
from django_jobkit.testing.factories import PendingJobFactory
from django_jobkit.testing.plugin import jobkit_settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> list[Hint]:
    """What was hinted at."""
    return []


def names(told: list[Hint]) -> set[object]:
    """The jobs among it."""
    return {hint.job_id for hint in told}


def test_a_job_is_hinted_at_once_it_has_waited_long_enough(told: list[Hint]) -> None:
    job = PendingJobFactory(lane="default")
    patient, eager = Redelivery(told.extend, 3600.0), Redelivery(told.extend, 0.0)
    patient.turn()
    assert told == []
    eager.turn()
    assert names(told) == {job.pk}


def test_it_is_hinted_at_again_but_not_at_every_look(told: list[Hint]) -> None:
    PendingJobFactory(lane="default")
    with jobkit_settings(REDELIVERY_AFTER=3600.0):
        redelivery = Redelivery(told.extend, 0.0)
        redelivery.turn()
        redelivery.turn()
    assert len(told) == 1
    with jobkit_settings(REDELIVERY_AFTER=0.0):
        redelivery = Redelivery(told.extend, 0.0)
        redelivery.turn()
        redelivery.turn()
    assert len(told) == 3


def test_one_look_hints_at_no_more_than_a_batch_and_forgets_no_queue(told: list[Hint]) -> None:
    for queue in ("a", "b"):
        for _ in range(4):
            PendingJobFactory(queue=queue, lane=queue)
    with jobkit_settings(BATCH=5, REDELIVERY_AFTER=3600.0):
        redelivery = Redelivery(told.extend, 0.0)
        redelivery.turn()
        assert len(told) == 5
        redelivery.turn()
    assert names(told) == set(Job.objects.values_list("pk", flat=True))


def test_a_worker_that_is_busy_adds_little_to_a_backlog(told: list[Hint]) -> None:
    for _ in range(30):
        PendingJobFactory()
    Redelivery(told.extend, 0.0, is_idle=lambda: False).turn()
    assert len(told) == 20


def test_jobs_that_are_parked_or_taken_are_none_of_its_business(told: list[Hint]) -> None:
    PendingJobFactory(lane=None)
    Redelivery(told.extend, 0.0).turn()
    assert told == []


def test_it_looks_again_after_about_redelivery_after(told: list[Hint]) -> None:
    with jobkit_settings(REDELIVERY_AFTER=8.0):
        assert 6.0 <= Redelivery(told.extend, 0.0).turn() <= 10.0
