"""Clients as browsers are: with cookies, and held to the CSRF token."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from rest_framework.test import APIClient

from django_jobkit.contrib.accounts.services import recent

ACCOUNTS = "/api/accounts/"
PASSWORD = "correct horse battery"


def post(client: Any, action: str, body: Any = None, **more: Any) -> Any:
    """Post JSON, or nothing at all."""
    text = "" if body is None else json.dumps(body)
    return client.post(f"{ACCOUNTS}{action}/", text, content_type="application/json", **more)


def log_in(client: Any, username: str = "ada", password: str = PASSWORD, **more: Any) -> Any:
    """Try to."""
    return post(client, "login", {"username": username, "password": password}, **more)


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "_until", {})


@pytest.fixture
def accounts(settings: Any) -> Callable[..., None]:
    """Change ``JOBKIT["ACCOUNTS"]`` for this test."""

    def change(**changes: Any) -> None:
        section = {**settings.JOBKIT.get("ACCOUNTS", {}), **changes}
        settings.JOBKIT = {**settings.JOBKIT, "ACCOUNTS": section}

    return change


@pytest.fixture
def browser(db: None) -> APIClient:
    """Somebody with an empty jar of cookies."""
    return APIClient(enforce_csrf_checks=True)


@pytest.fixture
def ada(db: None) -> Any:
    """Who has an account."""
    return get_user_model().objects.create_user("ada", password=PASSWORD)
