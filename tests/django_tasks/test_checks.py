"""Settings that would have the executor and the backend of the same framework chase each other."""

from __future__ import annotations

from typing import Any

import pytest
from django.test.utils import override_settings

from django_jobkit.checks.django_tasks import check_django_tasks
from django_jobkit.task_backend import JobkitBackend
from django_jobkit.testing.plugin import jobkit_settings
from tests.django_tasks.conftest import OURS

ELSEWHERE = "some.other.Backend"


class Derived(JobkitBackend):
    """A host's own."""


def found(**jobkit: Any) -> list[str | None]:
    """The ids of what is wrong."""
    with jobkit_settings(**jobkit):
        return [message.id for message in check_django_tasks()]


@pytest.mark.parametrize("backend", [OURS, f"{__name__}.Derived"])
def test_our_own_backend_below_the_executor_is_an_error(backend: str) -> None:
    with override_settings(TASKS={"default": {"BACKEND": backend}, "other": {"BACKEND": ELSEWHERE}}):
        assert found(EXECUTOR="django_tasks") == ["jobkit.E041"]
        assert found(EXECUTOR="django_tasks", DJANGO_TASKS_BACKEND="other") == []
        assert found(EXECUTOR="thread") == []


def test_an_alias_that_is_not_there_is_an_error() -> None:
    with override_settings(TASKS={"other": {"BACKEND": ELSEWHERE}}):
        assert found(EXECUTOR="django_tasks") == ["jobkit.E040"]


def test_whoever_goes_on_in_spite_of_it_is_stopped(framework: Any) -> None:
    from django_jobkit.executors import django_tasks

    with pytest.raises(framework.InvalidTask, match="back to each other"):
        django_tasks.run.enqueue("01a1fe53-269a-7479-b563-b779d93fc342")
