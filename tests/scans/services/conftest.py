"""An executor that only listens, and files that are kept in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.storage import InMemoryStorage

from django_jobkit.scans import Extractor
from django_jobkit.scans.models import Scan


@pytest.fixture(autouse=True)
def _jobkit(settings: Any) -> None:
    settings.JOBKIT = {"EXECUTOR": "tests.services.executors.ListeningExecutor", "SECRET_KEYS": ["A" * 43 + "="]}


@pytest.fixture(autouse=True)
def files(monkeypatch: Any) -> InMemoryStorage:
    """Where uploaded files are kept."""
    storage = InMemoryStorage()
    monkeypatch.setattr(Scan._meta.get_field("upload"), "storage", storage)
    return storage


@pytest.fixture
def reader(an_extractor: Any) -> Extractor:
    """An extractor that yields the lines of an uploaded file."""

    def extract(options: Any, scan: Any) -> Iterator[Any]:
        with scan.open_upload() as file:
            for number, line in enumerate(file):
                yield {"n": number, "line": line.decode().strip()}

    found: Extractor = an_extractor(extract, takes_upload=True)
    return found


@pytest.fixture
def counter(an_extractor: Any) -> Extractor:
    """An extractor that yields some numbers."""

    def extract(options: Any, scan: Any) -> Iterator[Any]:
        yield from ({"n": number} for number in range(5))

    found: Extractor = an_extractor(extract)
    return found
