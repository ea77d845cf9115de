"""Extractors for the length of a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from django_jobkit.scans import Extractor, extractor
from django_jobkit.scans.registry import extractors


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
