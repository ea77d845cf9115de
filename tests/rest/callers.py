"""Everybody who calls a route, and what they may expect of any."""

from __future__ import annotations

from typing import Any, NamedTuple

from rest_framework.test import APIClient

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")


class Callers(NamedTuple):
    """A client of each kind."""

    anonymous: APIClient
    other: APIClient
    staff: APIClient
    owner: APIClient


def owner_gets(method: str, answers: dict[str, int]) -> int:
    """The status that the owner gets where these methods are answered; others get 405."""
    if method == "options":
        return 200
    return answers.get("get" if method == "head" else method, 405)


def assert_is_private(answer: Any) -> None:
    """Raise AssertionError unless no cache shows `answer` to anybody else."""
    assert answer["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Cookie"} <= set(answer["Vary"].split(", "))
