"""Who sees which jobs is one policy's decision, on every route."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_jobkit.models import Job
from tests.rest.conftest import JOBS, STATUSES, TASKS, make_job, url_of


class NameSaysWho:
    """Users see the jobs that are named after them."""

    def visible(self, jobs: Any, user: Any) -> Any:
        """By name."""
        return jobs.filter(name=user.username)


class NobodySeesAnything:
    """A policy for closed doors."""

    def visible(self, jobs: Any, user: Any) -> Any:
        """None."""
        return jobs.none()


def seen_by(client: APIClient, job: Job) -> set[bool]:
    """Whether each of our routes shows `job`."""
    etag = client.get(url_of(job)).headers.get("ETag", "*")
    return {
        client.get(url_of(job)).status_code == 200,
        client.get(url_of(job), HTTP_IF_NONE_MATCH=etag).status_code == 304,
        client.get(url_of(job), {"wait": "0.01"}).status_code == 200,
        client.get(url_of(job, "result")).status_code == 200,
        client.get(url_of(job, "statuses")).status_code == 200,
        client.patch(url_of(job), {}, format="json").status_code == 200,
        client.post(url_of(job, "cancel")).status_code == 409,
        client.post(url_of(job, "retry")).status_code == 409,
        client.get(f"{TASKS}{job.id}/").status_code == 200,
        client.get(JOBS).json()["count"] == 1,
        client.get(STATUSES).json()["count"] == 2,
        client.get(f"{JOBS}summary/").json()["total"] == 1,
    }


def test_own_jobs_are_seen_and_those_of_others_are_not(
    api: APIClient, other_api: APIClient, staff_api: APIClient, owner: Any
) -> None:
    job = make_job("COMPLETED", owner=owner)
    # Twice, and in turns: what is remembered of one caller must not serve another.
    for _ in range(2):
        assert seen_by(api, job) == {True}
        assert seen_by(other_api, job) == {False}
        assert seen_by(staff_api, job) == {True}


@pytest.mark.usefixtures("opened")
def test_jobs_of_nobody_are_seen_by_anonymous_callers_and_staff(
    anonymous: APIClient, api: APIClient, staff_api: APIClient
) -> None:
    job = make_job("COMPLETED", owner=None)
    for _ in range(2):
        assert seen_by(anonymous, job) == {True}
        assert seen_by(api, job) == {False}
        assert seen_by(staff_api, job) == {True}


@pytest.mark.usefixtures("opened")
def test_jobs_of_somebody_are_not_seen_by_anonymous_callers(anonymous: APIClient, owner: Any) -> None:
    assert seen_by(anonymous, make_job("COMPLETED", owner=owner)) == {False}


def test_another_policy_is_asked_each_time(
    api: APIClient, other_api: APIClient, staff_api: APIClient, owner: Any, jobkit: Callable[..., None]
) -> None:
    job = make_job("COMPLETED", owner=owner, name="other")
    assert seen_by(api, job) == {True}
    jobkit(VISIBILITY=f"{__name__}.NameSaysWho")
    assert seen_by(api, job) == {False}
    assert seen_by(staff_api, job) == {False}
    assert seen_by(other_api, job) == {True}
    jobkit(VISIBILITY=f"{__name__}.NobodySeesAnything")
    assert seen_by(staff_api, job) == {False}
