"""Extractors for the length of a test, and what those that ask servers need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from django_jobkit.egress import guarded_session
from django_jobkit.scans import Extractor, extractor
from django_jobkit.scans.registry import extractors
from tests.scans.loopback import LET_THROUGH


@pytest.fixture
def an_extractor() -> Iterator[Callable[..., Extractor]]:
    """Register a generator function as an extractor, under a name of its own, until the test ends."""
    made: list[Extractor] = []

    def register(func: Any, **given: Any) -> Extractor:
        made.append(extractor(f"tests.{uuid4().hex}", **given)(func))
        return made[-1]

    yield register
    for one in made:
        extractors.remove(one.name)


@pytest.fixture
def http(settings: Any) -> Iterator[Any]:
    """The session of a scan, which may talk to servers on loopback; nobody really waits."""
    settings.JOBKIT = {**settings.JOBKIT, **LET_THROUGH}
    with guarded_session(wait=lambda seconds: None) as session:
        yield session


@pytest.fixture
def runs_on_loopback(settings: Any) -> None:
    """Scans that run when a test says so, and ask servers on loopback once."""
    executor = "tests.services.executors.ListeningExecutor"
    settings.JOBKIT = {"EXECUTOR": executor, "EGRESS_RETRIES": 0, **LET_THROUGH}
