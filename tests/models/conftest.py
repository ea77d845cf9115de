"""An executor that only listens, so that jobs stay where the tests put them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.databases import database as database  # noqa: PLC0414 - makes it a fixture


@pytest.fixture(autouse=True)
def _jobkit(settings: Any) -> None:
    settings.JOBKIT = {"EXECUTOR": "tests.services.executors.ListeningExecutor"}
