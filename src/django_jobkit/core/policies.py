"""How guests have a say: who sees which jobs, and which submits are let in."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Protocol, TypeVar

from django.utils.module_loading import import_string

from django_jobkit.conf import config
from django_jobkit.core.submitting import JobRequest

Rows = TypeVar("Rows")


class Visibility(Protocol):
    """Named by ``JOBKIT["VISIBILITY"]``."""

    def visible(self, jobs: Rows, user: Any) -> Rows:
        """The part of the queryset `jobs` that `user` (None or anonymous included) may see and touch."""


class Admission(Protocol):
    """Named in ``JOBKIT["ADMISSION"]``."""

    def admit(self, requests: list[JobRequest]) -> None:
        """Let `requests` of one scope in, or raise SubmissionRefused; runs inside the submit's transaction."""


@lru_cache
def _load(path: str) -> Any:
    return import_string(path)()


def visibility() -> Visibility:
    """The policy in force."""
    policy: Visibility = _load(config.VISIBILITY)
    return policy


def admissions() -> list[Admission]:
    """The policies in force, in the order they are asked."""
    return [_load(path) for path in config.ADMISSION]
