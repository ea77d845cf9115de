"""Many callers at the same moment: exactly one wins, and each is told the truth."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from django_jobkit.core.executor import BaseExecutor, Hint
from django_jobkit.models import Job, JobStatus
from tests.rest.conftest import JOBS, STATUSES, client_of, make_job, make_user, url_of

pytestmark = pytest.mark.django_db(transaction=True)
CALLERS = 10
Ask = Callable[[APIClient], Any]


def at_once(user: Any, *asks: Ask) -> list[Any]:
    """What each of `asks` is answered when all ask at the same moment."""
    start = threading.Barrier(len(asks))
    answers: list[Any] = [None] * len(asks)

    def run(index: int, ask: Ask) -> None:
        client = client_of(user)
        start.wait()
        answers[index] = ask(client)
        connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(asks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def codes(answers: list[Any]) -> Counter[int]:
    """How often each code was answered."""
    return Counter(answer.status_code for answer in answers)


@pytest.fixture
def user() -> Any:
    """Who asks."""
    return make_user("hurried")


def history(job: Job) -> list[tuple[int, str]]:
    """The numbered statuses of `job`."""
    return list(JobStatus.objects.filter(job=job).values_list("seq", "status_type"))


def test_one_of_many_cancels_cancels(user: Any) -> None:
    job = make_job(owner=user)
    answers = at_once(user, *[lambda api: api.post(url_of(job, "cancel"))] * CALLERS)
    assert codes(answers) == {200: 1, 409: CALLERS - 1}
    assert history(job) == [(1, "PENDING"), (2, "CANCELLED")]


def test_many_cancels_of_a_running_job_tell_the_same_moment(user: Any) -> None:
    job = make_job("RUNNING", owner=user)
    answers = at_once(user, *[lambda api: api.post(url_of(job, "cancel"))] * CALLERS)
    assert codes(answers) == {202: CALLERS}
    assert len({answer.json()["cancel_requested_at"] for answer in answers}) == 1


def test_one_of_many_endings_of_a_tracked_job_counts(user: Any) -> None:
    job = make_job("RUNNING", owner=user, task="")

    def report(api: APIClient) -> Any:
        return api.post(STATUSES, {"job": str(job.id), "status_type": "COMPLETED"}, format="json")

    answers = at_once(user, *[report] * CALLERS, lambda api: api.post(url_of(job, "cancel")))
    assert codes(answers) == {409: CALLERS, 201: 1} or codes(answers) == {409: CALLERS, 200: 1}
    assert [seq for seq, _ in history(job)] == [1, 2, 3]


def test_reports_at_the_same_moment_are_numbered_without_a_gap(user: Any) -> None:
    job = make_job(owner=user, task="")

    def report(api: APIClient) -> Any:
        return api.post(STATUSES, {"job": str(job.id), "status_type": "RUNNING"}, format="json")

    assert codes(at_once(user, *[report] * CALLERS)) == {201: CALLERS}
    assert [seq for seq, _ in history(job)] == list(range(1, CALLERS + 2))


def test_a_job_is_deleted_once(user: Any) -> None:
    job = make_job("FAILED", owner=user)
    answers = at_once(user, *[lambda api: api.delete(url_of(job))] * CALLERS)
    assert set(codes(answers)) <= {204, 404}
    assert not Job.objects.exists()


def everything_about(job: Job, row: JobStatus) -> list[Ask]:
    """All that can happen to a tracked job and to a row of its history."""
    reported = f"{STATUSES}{row.pk}/"
    return [
        lambda api: api.delete(url_of(job)),
        lambda api: api.get(url_of(job)),
        lambda api: api.patch(url_of(job), {"name": "x"}, format="json"),
        lambda api: api.post(url_of(job, "cancel")),
        lambda api: api.post(url_of(job, "retry")),
        lambda api: api.post(STATUSES, {"job": str(job.id), "status_type": "RUNNING"}, format="json"),
        lambda api: api.patch(reported, {"message": "x"}, format="json"),
        lambda api: api.delete(reported),
    ]


def test_whatever_happens_to_a_job_while_it_is_deleted_is_no_500(user: Any) -> None:
    for _ in range(5):
        job = make_job("FAILED", owner=user, task="")
        answers = at_once(user, *everything_about(job, job.statuses.get(seq=2)))
        assert set(codes(answers)) <= {200, 201, 204, 400, 404, 409}


class Idle(BaseExecutor):
    """Runs nothing."""

    def dispatch(self, hints: Sequence[Hint]) -> None:
        """Not heard."""


def test_an_owner_never_gets_past_the_quota(user: Any, settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "QUOTA": 3, "EXECUTOR": f"{__name__}.Idle"}
    add = {"task": "tests.add", "params": {"x": 1}}
    answers = at_once(user, *[lambda api: api.post(JOBS, add, format="json")] * CALLERS)
    assert codes(answers) == {202: 3, 429: CALLERS - 3}
