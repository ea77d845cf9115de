"""Scans that run when a test says so, in its own thread."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.databases import database as database  # noqa: PLC0414 - makes it a fixture


@pytest.fixture(autouse=True)
def _jobkit(settings: Any) -> None:
    """An executor that only listens; chunks that a test can fill."""
    settings.JOBKIT = {
        "EXECUTOR": "tests.services.executors.ListeningExecutor",
        "SCANS": {"CHUNK_RECORDS": 10, "CHUNK_SECONDS": 1000.0, "COMMIT_CHUNKS": 1},
    }
