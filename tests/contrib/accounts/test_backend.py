"""The other doors: the admin and Basic authentication are limited as the login is."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from django_jobkit.contrib.accounts.models import Tally
from django_jobkit.contrib.accounts.services import recent
from tests.contrib.accounts.conftest import PASSWORD, log_in


@pytest.fixture(autouse=True)
def _limited(settings: Any, accounts: Callable[..., None]) -> None:
    settings.AUTHENTICATION_BACKENDS = ["django_jobkit.contrib.accounts.backends.LimitedBackend"]
    accounts(FAILURES_PER_ACCOUNT=2)


def by_basic(password: str) -> int:
    """Ask for jobs, and say who one is with the question."""
    pair = base64.b64encode(f"ada:{password}".encode()).decode()
    status: int = APIClient().get("/api/jobs/", headers={"Authorization": f"Basic {pair}"}).status_code
    return status


def by_admin(password: str) -> bool:
    """Whether the admin lets one in."""
    client = Client()
    client.post("/admin/login/", {"username": "ada", "password": password})
    return "_auth_user_id" in client.session


def test_basic_authentication_is_limited(ada: Any) -> None:
    assert [by_basic(PASSWORD), by_basic("wrong"), by_basic("wrong")] == [200, 401, 401]
    assert by_basic(PASSWORD) == 401


def written(captured: CaptureQueriesContext) -> list[str]:
    """What was written meanwhile."""
    return [query["sql"] for query in captured if not query["sql"].startswith("SELECT")]


def test_a_client_that_says_its_password_with_every_request_writes_nothing(ada: Any) -> None:
    assert by_basic(PASSWORD) == 200
    with CaptureQueriesContext(connection) as captured:
        assert [by_basic(PASSWORD) for _ in range(3)] == [200] * 3
    assert written(captured) == []


def test_a_failure_on_record_is_cleared_by_the_next_success(ada: Any) -> None:
    answers = [by_basic(password) for password in (PASSWORD, "wrong", PASSWORD, "wrong", PASSWORD)]
    assert answers == [200, 401, 200, 401, 200]


def test_what_was_right_before_the_password_changed_counts_as_a_guess(ada: Any) -> None:
    assert by_basic(PASSWORD) == 200
    ada.set_password("another battery")
    ada.save()
    assert [by_basic(PASSWORD) for _ in range(3)] == [401] * 3
    assert by_basic("another battery") == 401


def test_what_was_right_long_ago_is_counted_again(ada: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "_SECONDS", 0.0)
    assert by_basic(PASSWORD) == 200
    with CaptureQueriesContext(connection) as captured:
        assert by_basic(PASSWORD) == 200
    assert written(captured)


def test_no_more_passwords_are_remembered_than_fit(ada: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "_MOST", 2)
    marks = [recent.mark_of("ada", str(place), PASSWORD) for place in range(3)]
    for mark in marks:
        recent.note(mark)
    assert [recent.was_right(mark) for mark in marks] == [False, True, True]


def test_the_admin_is_limited_and_all_doors_count_together(ada: Any, browser: APIClient) -> None:
    get_user_model().objects.update(is_staff=True)
    assert not by_admin("wrong")
    assert log_in(browser, password="wrong").status_code == 400
    assert not by_admin(PASSWORD)
    assert log_in(browser).status_code == 429
    Tally.objects.all().delete()
    assert by_admin(PASSWORD)


def test_a_login_counts_once(ada: Any, browser: APIClient) -> None:
    log_in(browser, password="wrong")
    assert set(Tally.objects.values_list("count", flat=True)) == {1}


def test_code_without_a_request_is_not_limited(ada: Any) -> None:
    assert [authenticate(username="ada", password="wrong") for _ in range(5)] == [None] * 5
    assert authenticate(username="ada", password=PASSWORD) == ada
    assert authenticate(token="none of ours") is None
