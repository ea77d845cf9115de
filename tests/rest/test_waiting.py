"""Holding an answer until the job changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from django_jobkit.models import Job
from django_jobkit.rest import waiting
from django_jobkit.services.cancel import cancel_job
from django_jobkit.services.remove import rename_job
from tests.rest.conftest import client_of, make_job, make_user, url_of

LONG = 20


@pytest.mark.parametrize("given", ["abc", "-1", "", "nan", "inf", "1_0", " 1", "1,5", "٣", "0x1"])
def test_a_malformed_wait_is_refused(api: APIClient, owner: Any, given: str) -> None:
    answer = api.get(url_of(make_job(owner=owner)), {"wait": given})
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["wait"])


@pytest.mark.parametrize(
    "given", ["wait", "wait=", "wait=x", "wait=-1", "await=5", "respond-async", ";;,,=", "wait=1.5"]
)
def test_a_malformed_preference_is_ignored(api: APIClient, owner: Any, given: str) -> None:
    answer = api.get(url_of(make_job(owner=owner)), HTTP_PREFER=given)
    assert answer.status_code == 200
    assert "Preference-Applied" not in answer


@pytest.mark.parametrize(
    "given", ["wait=1", "Wait=1", "respond-async, wait=1", 'wait="1"; x=y', "return=minimal,wait = 1"]
)
def test_a_preference_is_honoured_and_says_so(
    api: APIClient, owner: Any, given: str, jobkit: Callable[..., None]
) -> None:
    jobkit(WAIT_LIMIT=0.1)
    assert api.get(url_of(make_job(owner=owner)), HTTP_PREFER=given)["Preference-Applied"] == "wait=0"


def test_a_job_that_does_not_change_is_answered_as_it_is_when_the_time_is_over(api: APIClient, owner: Any) -> None:
    started = time.monotonic()
    answer = api.get(url_of(make_job(owner=owner)), {"wait": "0.3"})
    assert 0.3 <= time.monotonic() - started < LONG
    assert (answer.status_code, answer.json()["status"]) == (200, "PENDING")


def test_nobody_waits_longer_than_the_limit(api: APIClient, owner: Any, jobkit: Callable[..., None]) -> None:
    jobkit(WAIT_LIMIT=0.1)
    started = time.monotonic()
    for wait in ("9999999", "1e999", "31"):
        assert api.get(url_of(make_job(owner=owner)), {"wait": wait}).status_code == 200
    assert time.monotonic() - started < LONG


@pytest.mark.parametrize("status", ["COMPLETED", "FAILED", "CANCELLED"])
def test_nobody_waits_for_a_job_that_has_ended(api: APIClient, owner: Any, status: str) -> None:
    started = time.monotonic()
    assert api.get(url_of(make_job(status, owner=owner)), {"wait": LONG}).status_code == 200
    assert time.monotonic() - started < LONG / 2


def test_nobody_waits_for_a_job_that_is_not_theirs(other_api: APIClient, owner: Any) -> None:
    started = time.monotonic()
    assert other_api.get(url_of(make_job(owner=owner)), {"wait": LONG}).status_code == 404
    assert time.monotonic() - started < LONG / 2


def test_a_caller_who_is_behind_is_answered_at_once(api: APIClient, owner: Any) -> None:
    job = make_job(owner=owner)
    old = api.get(url_of(job))["ETag"]
    rename_job(job, "renamed")
    started = time.monotonic()
    answer = api.get(url_of(job), {"wait": LONG}, HTTP_IF_NONE_MATCH=old)
    assert (answer.status_code, answer.json()["name"]) == (200, "renamed")
    assert time.monotonic() - started < LONG / 2


def test_a_caller_who_knows_the_job_waits_for_news_and_hears_that_there_are_none(api: APIClient, owner: Any) -> None:
    job = make_job(owner=owner)
    etag = api.get(url_of(job))["ETag"]
    assert api.get(url_of(job), {"wait": "0.2"}, HTTP_IF_NONE_MATCH=etag).status_code == 304


def test_when_too_many_wait_already_the_next_is_answered_at_once(
    api: APIClient, owner: Any, jobkit: Callable[..., None]
) -> None:
    jobkit(MAX_WAITERS=0)
    started = time.monotonic()
    answer = api.get(url_of(make_job(owner=owner)), HTTP_PREFER=f"wait={LONG}")
    assert time.monotonic() - started < LONG / 2
    assert answer.status_code == 200
    assert "Preference-Applied" not in answer


class Waiting:
    """A caller that waits in a thread of its own."""

    def __init__(self, user: Any, job: Job) -> None:
        self.answer: Any = None
        self._thread = threading.Thread(target=self._wait, args=(user, job))
        self._thread.start()

    def _wait(self, user: Any, job: Job) -> None:
        self.answer = client_of(user).get(url_of(job), {"wait": LONG})
        connection.close()

    def until_it_waits(self) -> None:
        """Return once the request is being held."""
        deadline = time.monotonic() + LONG
        while not waiting._waiters._events:
            assert time.monotonic() < deadline
            threading.Event().wait(0.005)

    def end(self) -> Any:
        """The answer."""
        self._thread.join(LONG)
        assert not self._thread.is_alive()
        return self.answer


@pytest.fixture
def waiter(transactional_db: None) -> Iterator[tuple[Waiting, Job]]:
    """Somebody waiting for a job."""
    user = make_user("patient")
    job = make_job(owner=user)
    caller = Waiting(user, job)
    caller.until_it_waits()
    yield caller, job
    caller.end()


@pytest.fixture
def _blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks by themselves."""
    monkeypatch.setattr(waiting, "_FIRST_LOOK", 2 * LONG)


@pytest.mark.usefixtures("_blind")
def test_a_waiting_caller_hears_of_a_change_in_this_process_at_once(transactional_db: None) -> None:
    user = make_user("patient")
    job = make_job(owner=user)
    caller = Waiting(user, job)
    caller.until_it_waits()
    cancel_job(job)
    started = time.monotonic()
    assert caller.end().json()["status"] == "CANCELLED"
    assert time.monotonic() - started < LONG / 2


def test_a_waiting_caller_sees_a_change_that_was_not_announced_here(waiter: tuple[Waiting, Job]) -> None:
    caller, job = waiter
    Job.objects.filter(pk=job.pk).update(progress_current=1, revision=2)
    assert caller.end().json()["progress"]["current"] == 1


def test_a_waiting_caller_is_told_when_the_job_is_deleted(waiter: tuple[Waiting, Job]) -> None:
    caller, job = waiter
    job.statuses.all().delete()
    job.delete()
    assert caller.end().status_code == 404


def test_a_waiting_caller_holds_no_transaction(waiter: tuple[Waiting, Job]) -> None:
    caller, job = waiter
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"
            )
            assert cursor.fetchone()[0] == 0
    rename_job(job, "not locked out")
    assert caller.end().json()["name"] == "not locked out"


def test_nobody_is_remembered_after_the_answer(waiter: tuple[Waiting, Job]) -> None:
    caller, job = waiter
    cancel_job(job)
    caller.end()
    assert waiting._waiters._events == {}
