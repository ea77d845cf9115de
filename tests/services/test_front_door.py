"""What a host's own code calls, by the names that the package gives it."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

import django_jobkit
from django_jobkit import JobkitError, JobRequest, Status, UnknownTask, submit, submit_many
from django_jobkit.models import Job, JobStatus
from tests.services import kit
from tests.services.soundness import assert_sound
from tests.tasks.jobs import add, echo

pytestmark = pytest.mark.django_db


def test_everything_that_is_promised_is_there() -> None:
    assert all(hasattr(django_jobkit, name) for name in django_jobkit.__all__)
    assert sorted(django_jobkit.__all__) == django_jobkit.__all__


def test_a_task_is_submitted_by_itself_or_by_its_name() -> None:
    owner = kit.new_user()

    jobs = [
        add.submit(x=1, y=2, owner=owner, priority=3),
        add.using(owner=owner, priority=3).submit({"x": 1, "y": 2}),
        submit("tests.add", {"x": "1", "y": 2}, owner=owner, priority=3),
    ]

    for job in jobs:
        row = assert_sound(job)
        assert (row.params, row.owner, row.priority, row.status) == ({"x": 1, "y": 2}, owner, 3, Status.PENDING)
    assert echo.submit(value="a").queue == "echoes"


def test_many_are_submitted_in_one_call() -> None:
    answers = submit_many([add.request(x=1), JobRequest(task="tests.nobody", params={})])

    assert Job.objects.get().id == answers[0]
    assert isinstance(answers[1], UnknownTask)


def test_every_error_of_a_service_is_one_of_ours() -> None:
    with pytest.raises(JobkitError):
        submit("tests.nobody")
    with pytest.raises(JobkitError):
        add.submit(x="one")  # type: ignore[call-overload]


def test_the_jobs_of_a_deleted_user_go_with_them() -> None:
    owner = kit.new_user()
    kit.completed(owner=owner)
    kit.running(owner=owner)
    kept = kit.pending()

    get_user_model().objects.get(pk=owner.pk).delete()

    assert Job.objects.get().id == kept.id
    assert JobStatus.objects.count() == 1
