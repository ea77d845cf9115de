"""Workers and commands are killed in the middle of making all schedules anew, and the next ones end what they began."""

from __future__ import annotations

import signal
from typing import Any

import pytest
from django.core.management import call_command

from django_jobkit.models import Job
from django_jobkit.questions.models import Question, Schedule
from django_jobkit.questions.models.upkeep import PIECE
from django_jobkit.questions.scheduling.keeping_up import change_practice
from django_jobkit.testing.questions import new_owner
from django_jobkit.testing.waiting import wait_for_job, wait_until
from tests.processes.conftest import ledger as ledger  # noqa: PLC0414 - makes it a fixture
from tests.processes.conftest import start as start  # noqa: PLC0414 - likewise
from tests.processes.conftest import start_worker as start_worker  # noqa: PLC0414 - likewise
from tests.questions.exports.test_kills import many_questions
from tests.questions.scheduling.kit import assert_scheduled

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.requires_extra("questions")]
COUNT = 3 * PIECE
PATIENCE = 60.0


@pytest.fixture
def owner() -> Any:
    """Somebody with more questions than one batch has."""
    owner = new_owner()
    many_questions(owner, COUNT)
    return owner


def test_kill_minus_nine_in_the_middle_of_a_rebuild(owner: Any, start_worker: Any) -> None:
    practice = change_practice(owner, {"desired_retention": 0.8})
    job = Job.objects.get(pk=practice.rebuild)
    killed = start_worker()
    wait_until(lambda: Job.objects.get(pk=job.pk).saved_state, PATIENCE, "a batch")
    killed.send(signal.SIGKILL)
    killed.exit_code()
    left = Job.objects.get(pk=job.pk)
    assert left.status == "RUNNING"
    assert 0 < left.saved_state["questions"] < COUNT
    # What the killed one has stored is not made again.
    Schedule.objects.filter(pk=Question.objects.order_by("pk").values_list("pk", flat=True)[0]).update(reviews=77)

    start_worker()
    done = wait_for_job(job, within=PATIENCE)
    assert (done.status, done.result) == ("COMPLETED", {"questions": COUNT, "superseded": False}), done.error
    assert Schedule.objects.filter(reviews=77).update(reviews=1) == 1
    assert_scheduled(owner, desired_retention=0.8)


def test_a_command_that_was_killed_is_begun_again(owner: Any, start: Any) -> None:
    wrong = Schedule.objects.filter(owner=owner)
    wrong.update(stability=12345.0)
    killed = start("-m", "django", "jobkit_rebuild_schedules", "--verbosity", "2")
    wait_until(lambda: wrong.filter(stability=12345.0).count() < COUNT, PATIENCE, "a batch")
    killed.send(signal.SIGKILL)
    killed.exit_code()
    assert wrong.filter(stability=12345.0).count() in range(PIECE, COUNT, PIECE)
    call_command("jobkit_rebuild_schedules", verbosity=0)
    assert_scheduled(owner)
