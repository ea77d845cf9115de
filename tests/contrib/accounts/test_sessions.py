"""Log in, be somebody, log out: with cookies, and with the token wherever a session acts."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_login_failed
from rest_framework.test import APIClient

from tests.contrib.accounts.conftest import ACCOUNTS, PASSWORD, log_in, post

IDENTITY = f"{ACCOUNTS}identity/"
NOBODY = {"authenticated": False, "user": None}


def test_a_login_answers_who_one_is_and_sets_both_cookies(browser: APIClient, ada: Any) -> None:
    answer = log_in(browser)
    somebody = {"id": ada.pk, "username": "ada", "email": "", "is_staff": False, "is_superuser": False}
    assert (answer.status_code, answer.json()) == (200, somebody)
    assert {"sessionid", "csrftoken"} <= answer.cookies.keys()
    assert answer.cookies["sessionid"]["httponly"]
    assert browser.get(IDENTITY).json() == {"authenticated": True, "user": somebody}


def test_identity_is_for_everybody_and_hands_out_the_token(browser: APIClient) -> None:
    answer = browser.get(IDENTITY)
    assert (answer.status_code, answer.json()) == (200, NOBODY)
    assert "csrftoken" in answer.cookies
    assert len(answer["X-CSRFToken"]) >= 32
    assert answer["Cache-Control"] == "private, no-store"
    assert "Cookie" in answer["Vary"]


def test_a_session_acts_with_the_token_and_not_without(browser: APIClient, ada: Any) -> None:
    token = log_in(browser)["X-CSRFToken"]
    refused = post(browser, "logout")
    assert refused.status_code == 403
    assert refused.json() == {
        "error": "CSRF Failed: CSRF token missing.",
        "code": "csrf_failed",
        "details": {},
    }
    assert browser.get(IDENTITY).json()["authenticated"]
    assert post(browser, "logout", headers={"X-CSRFToken": token}).status_code == 200
    assert browser.get(IDENTITY).json() == NOBODY


def test_the_token_in_the_cookie_is_as_good_as_the_one_in_the_header(browser: APIClient, ada: Any) -> None:
    log_in(browser)
    token = browser.cookies["csrftoken"].value
    assert post(browser, "logout", headers={"X-CSRFToken": token}).status_code == 200


def test_a_session_that_ended_and_a_token_that_is_old_are_told_apart(browser: APIClient, ada: Any) -> None:
    old = browser.get(IDENTITY)["X-CSRFToken"]
    token = log_in(browser)["X-CSRFToken"]
    job = ("/api/jobs/", {"name": "mine"}, "json")
    refused = browser.post(*job, headers={"X-CSRFToken": old})
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_failed")
    browser.session.flush()
    refused = browser.post(*job, headers={"X-CSRFToken": token})
    assert (refused.status_code, refused.json()["code"]) == (401, "not_authenticated")


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/x-www-form-urlencoded"])
def test_a_logout_needs_neither_a_session_nor_a_body(browser: APIClient, content_type: str) -> None:
    answer = browser.generic("POST", f"{ACCOUNTS}logout/", b"{", content_type=content_type)
    assert (answer.status_code, answer.json()) == (200, NOBODY)


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
def test_no_form_of_another_site_logs_anybody_in(browser: APIClient, ada: Any, kind: str) -> None:
    body = f"username=ada&password={PASSWORD}"
    answer = browser.generic("POST", f"{ACCOUNTS}login/", body, content_type=kind)
    assert answer.status_code == 415
    assert "sessionid" not in answer.cookies


@pytest.mark.parametrize("name", ["ada", "nobody", "idle", "keyless"])
def test_whatever_is_wrong_with_a_login_the_answer_is_the_same(browser: APIClient, ada: Any, name: str) -> None:
    get_user_model().objects.create_user("idle", password=PASSWORD, is_active=False)
    get_user_model().objects.create_user("keyless")
    answer = log_in(browser, name, "wrong" if name == "ada" else PASSWORD)
    assert (answer.status_code, answer.json()) == (
        400,
        {"error": "There is no account with this name and this password.", "code": "bad_credentials", "details": {}},
    )
    assert "sessionid" not in answer.cookies


def test_a_login_has_a_new_key_so_that_nobody_can_plant_one(browser: APIClient, ada: Any) -> None:
    planted = browser.session
    planted["planted"] = True
    planted.save()
    log_in(browser)
    assert browser.cookies["sessionid"].value != planted.session_key
    assert not type(planted)(planted.session_key).load()


def test_a_second_login_of_the_same_user_has_a_new_key_too(browser: APIClient, ada: Any) -> None:
    token = log_in(browser)["X-CSRFToken"]
    before = browser.cookies["sessionid"].value
    assert log_in(browser, headers={"X-CSRFToken": token}).status_code == 200
    assert browser.cookies["sessionid"].value != before


def test_a_login_as_somebody_else_takes_nothing_along(browser: APIClient, ada: Any) -> None:
    get_user_model().objects.create_user("ben", password=PASSWORD)
    token = log_in(browser)["X-CSRFToken"]
    session = browser.session
    session["hers"] = "a secret"
    session.save()
    assert log_in(browser, "ben").status_code == 403
    assert log_in(browser, "ben", headers={"X-CSRFToken": token}).json()["username"] == "ben"
    assert "hers" not in browser.session


def test_whoever_is_switched_off_is_nobody_at_once(browser: APIClient, ada: Any) -> None:
    log_in(browser)
    get_user_model().objects.update(is_active=False)
    assert browser.get(IDENTITY).json() == NOBODY


def test_django_is_told_of_logins_and_of_failures(browser: APIClient, ada: Any) -> None:
    told: list[Any] = []

    def hear(**told_of: Any) -> None:
        user = told_of.get("user")
        told.append((user and user.pk, "request" in told_of, told_of.get("credentials")))

    signals = (user_logged_in, user_login_failed)
    for signal in signals:
        signal.connect(hear)
    try:
        log_in(browser, password="wrong")
        log_in(browser)
    finally:
        for signal in signals:
            signal.disconnect(hear)
    assert told == [(None, True, {"username": "ada", "password": "********************"}), (ada.pk, True, None)]


def test_a_session_that_is_logged_in_reaches_the_jobs(browser: APIClient, ada: Any) -> None:
    assert browser.get("/api/jobs/").status_code == 401
    token = log_in(browser)["X-CSRFToken"]
    assert browser.post("/api/jobs/", {"name": "mine"}, format="json").status_code == 403
    made = browser.post("/api/jobs/", {"name": "mine"}, format="json", headers={"X-CSRFToken": token})
    assert (made.status_code, made.json()["owner"]) == (201, ada.pk)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, {"username", "password"}),
        ({"username": "ada"}, {"password"}),
        ({"username": 5, "password": ["x"]}, {"username", "password"}),
        ({"username": "a\x00b", "password": "a\x00b"}, {"username", "password"}),
        ({"username": "a", "password": "\ud800"}, {"password"}),
        ({"username": "a" * 151, "password": "x" * 1025}, {"username", "password"}),
        ({"username": None, "password": None}, {"username", "password"}),
        ([], {"non_field_errors"}),
        ("ada", {"non_field_errors"}),
        (None, {"username", "password"}),
    ],
)
@pytest.mark.parametrize("action", ["login", "register"])
def test_what_cannot_be_read_is_named(browser: APIClient, action: str, body: Any, named: set[str]) -> None:
    answer = post(browser, action, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert answer.json()["details"].keys() == named
