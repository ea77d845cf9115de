"""Accounts, as a front end on another origin meets them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

ACCOUNTS = "/api/accounts/"
ORIGIN = "https://127.0.0.1:5173"
CREDENTIALS = {"username": "ada", "password": "a-long-way-home"}


@pytest.fixture
def browser(db: None) -> Client:
    """Over TLS, and held to the CSRF token."""
    return Client(enforce_csrf_checks=True, headers={"Origin": ORIGIN})


def post(browser: Client, path: str, body: Any = None, **headers: str) -> Any:
    """Post JSON over TLS."""
    return browser.post(path, body, content_type="application/json", secure=True, headers=headers)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
@pytest.mark.parametrize("port", [3000, 5173])
def test_the_usual_development_servers_are_let_in(browser: Client, scheme: str, host: str, port: int) -> None:
    origin = f"{scheme}://{host}:{port}"
    answer = browser.get(f"{ACCOUNTS}identity/", headers={"Origin": origin})
    assert answer["Access-Control-Allow-Origin"] == origin
    assert answer["Access-Control-Allow-Credentials"] == "true"
    assert "x-csrftoken" in answer["Access-Control-Expose-Headers"]
    assert "origin" in answer["Vary"].lower()


def test_a_preflight_lets_the_token_and_the_methods_through(browser: Client) -> None:
    asked = {
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "content-type,x-csrftoken",
    }
    answer = browser.options(f"{ACCOUNTS}login/", headers=asked)
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == ORIGIN
    assert answer["Access-Control-Allow-Credentials"] == "true"
    assert "x-csrftoken" in answer["Access-Control-Allow-Headers"]
    assert "PATCH" in answer["Access-Control-Allow-Methods"]


def test_an_origin_that_nobody_named_can_read_nothing(browser: Client) -> None:
    answer = browser.get(f"{ACCOUNTS}identity/", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in answer


def test_a_whole_visit_from_there(browser: Client) -> None:
    assert post(browser, f"{ACCOUNTS}register/", CREDENTIALS).status_code == 201
    assert post(browser, f"{ACCOUNTS}login/", CREDENTIALS).status_code == 200
    token = browser.cookies["csrftoken"].value
    job = {"name": "from the front end"}
    assert post(browser, "/api/jobs/", job).json()["error"] == "CSRF Failed: CSRF token missing."
    made = post(browser, "/api/jobs/", job, **{"X-CSRFToken": token})
    assert made.status_code == 201
    assert made["Access-Control-Allow-Origin"] == ORIGIN
    refused = post(browser, "/api/jobs/", job, **{"X-CSRFToken": token, "Origin": "https://evil.example"})
    assert refused.status_code == 403
    assert refused.json()["code"] == "csrf_failed"
    assert post(browser, f"{ACCOUNTS}logout/", **{"X-CSRFToken": token}).status_code == 200
    assert browser.get(f"{ACCOUNTS}identity/", secure=True).json() == {"authenticated": False, "user": None}


@pytest.mark.parametrize(
    ("password", "why"), [("short1x", "too short"), ("password1", "common"), ("7391648205", "numeric")]
)
def test_a_weak_password_is_told_why(browser: Client, password: str, why: str) -> None:
    answer = post(browser, f"{ACCOUNTS}register/", {**CREDENTIALS, "password": password})
    assert answer.status_code == 400
    assert why in " ".join(answer.json()["details"]["password"])
