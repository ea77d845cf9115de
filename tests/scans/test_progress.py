"""How fast a scan is, and how long it will take."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django_jobkit.models import Job
from django_jobkit.scans.models import Scan
from django_jobkit.scans.progress import pace

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def pace_after(seconds: float, job: dict[str, Any], **scan: Any) -> tuple[float | None, float | None]:
    found = pace(
        Scan(**scan), Job(**{"status": "RUNNING", "started_at": BEGAN, **job}), BEGAN + timedelta(seconds=seconds)
    )
    return found["rate"], found["remaining_seconds"]


def test_before_it_runs_nobody_can_tell() -> None:
    assert pace_after(9, {"status": "PENDING", "started_at": None}) == (None, None)
    assert pace_after(9, {}) == (None, None)
    assert pace_after(0, {}, records=5) == (None, None)


def test_records_of_this_attempt_per_second() -> None:
    assert pace_after(10, {}, records=500) == (50.0, None)
    assert pace_after(10, {}, records=500, began_with=400) == (10.0, None)


def test_the_rest_takes_as_long_as_the_part_that_is_read() -> None:
    assert pace_after(10, {"progress_current": 500, "progress_total": 2000}, records=500) == (50.0, 30.0)
    # Whatever the unit, and though an earlier attempt has read most of it.
    half = {"progress_current": 1.5, "progress_total": 3.0}
    assert pace_after(10, half, records=1000, began_with=900) == (10.0, 100.0)


def test_what_has_ended_takes_no_longer() -> None:
    ended = {"status": "COMPLETED", "finished_at": BEGAN + timedelta(seconds=4)}
    assert pace_after(100, ended, records=8) == (2.0, 0.0)
