"""Workers that run scans in processes of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from django_jobkit.scans.registry import extractors
from django_jobkit.testing.plugin import jobkit_settings
from tests.processes.conftest import Process
from tests.processes.conftest import ledger as ledger  # noqa: PLC0414 - makes it a fixture
from tests.processes.conftest import start as start  # noqa: PLC0414 - likewise
from tests.scans.processes.extractors import numbers


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """Where attempts write down where they began."""
    return tmp_path / "beginnings"


@pytest.fixture
def scan_worker(start: Callable[..., Process], written: Path) -> Iterator[Callable[..., Process]]:
    """Start a worker; the test may start scans with the extractor that it knows."""
    extractors.add(numbers)

    def start_worker(**more: str) -> Process:
        more = {"JOBKIT_TEST_BEGINNINGS": str(written), "DJANGO_SETTINGS_MODULE": f"{__package__}.settings", **more}
        return start("-m", "django", "jobkit_worker", **more)

    with jobkit_settings(SCANS={"MAX_ATTEMPTS": 50}):
        yield start_worker
    extractors.remove(numbers.name)


@pytest.fixture
def numbered() -> Callable[[int], Any]:
    """The records that so many numbers make."""
    return lambda count: [{"n": number, "text": f"number {number}"} for number in range(count)]
