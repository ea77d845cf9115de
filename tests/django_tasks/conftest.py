"""``TASKS`` with a backend of each kind, and functions declared on ours."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest
from django.test.utils import override_settings

from django_jobkit.testing.plugin import jobkit_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS = "django_jobkit.task_backend.JobkitBackend"
TASKS = {
    "default": {"BACKEND": OURS, "QUEUES": ["default", "slow"]},
    "second": {"BACKEND": OURS, "QUEUES": []},
}


def has_framework() -> bool:
    """Whether Django brings the framework, or its backport is installed."""
    return find_spec("django.tasks") is not None or find_spec("django_tasks") is not None


collect_ignore_glob = [] if has_framework() else ["test_*.py"]


@pytest.fixture
def framework() -> Iterator[Any]:
    """The framework, with our backend in it."""
    with override_settings(TASKS=TASKS):
        yield import_module("django_jobkit.executors.tasks_framework")


@pytest.fixture
def functions(framework: Any, db: None) -> Iterator[Any]:
    """The functions that a host declared; their jobs run as soon as they commit, in the test's thread."""
    declared = import_module("tests.django_tasks.functions")
    declared.seen.clear()
    with jobkit_settings(EXECUTOR="immediate"):
        yield declared
