"""Imports that run when a test says so, in its own thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from django_jobkit.questions import Platform, platform
from django_jobkit.questions.fakes.factories import new_owner
from django_jobkit.questions.importing.registry import platforms


@pytest.fixture(autouse=True)
def _jobkit(settings: Any, tmp_path: Path) -> None:
    """An executor that only listens; batches that a test can fill; files that go with the test."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.JOBKIT = {
        "EXECUTOR": "tests.services.executors.ListeningExecutor",
        "QUESTIONS": {"IMPORT_BATCH": 3, "OWNER_ACTIVE_IMPORTS": None},
    }


@pytest.fixture
def owner(db: None) -> Any:
    """Somebody with questions."""
    return new_owner()


@pytest.fixture
def a_platform() -> Iterator[Callable[..., Platform]]:
    """Register a generator function as a platform, under a name of its own, until the test ends."""
    made: list[Platform] = []

    def register(func: Any, **given: Any) -> Platform:
        made.append(platform(f"tests.{uuid4().hex}", **given)(func))
        return made[-1]

    yield register
    for one in made:
        platforms.remove(one.name)


@pytest.fixture
def a_platform_of(a_platform: Callable[..., Platform]) -> Callable[..., Platform]:
    """A platform that yields these things, whatever its cursor says."""
    return lambda *items: a_platform(reading(items))


def reading(items: Any) -> Any:
    """A generator function that yields `items`."""

    def read(options: Any, context: Any) -> Iterator[Any]:
        yield from items

    return read
