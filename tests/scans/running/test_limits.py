"""Scans that find more, or wait longer, than they may."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from django_jobkit import RetryLater
from django_jobkit.scans import Batch, Cursor
from django_jobkit.scans.running import writer
from django_jobkit.scans.services.lifecycle import resume_scan
from tests.scans.running.kit import assert_sound, numbers, run, scans_settings, started, stored
from tests.services.kit import new_user

pytestmark = pytest.mark.django_db


def test_too_many_records_keep_those_there_is_room_for(an_extractor: Any, settings: Any) -> None:
    def extract(options: Any, scan: Any) -> Iterator[Any]:
        for first in range(scan.cursor or 0, 60, 6):
            yield Batch(numbers(first, first + 6), cursor=first + 6)

    scans_settings(settings, MAX_RECORDS=25)
    scan = run(started(an_extractor(extract)))
    assert scan.job.status == "FAILED"
    assert scan.job.error["code"] == "too_many_records"
    assert stored(scan) == numbers(0, 25)
    assert_sound(scan)

    scans_settings(settings, MAX_RECORDS=60)
    scan = run(resume_scan(scan))
    assert scan.job.status == "COMPLETED"
    assert stored(scan) == numbers(0, 60)
    assert scan.began_with == 24


@pytest.mark.parametrize("limit", ["OWNER_RECORDS", "OWNER_BYTES"])
def test_an_owner_who_has_too_much_is_stopped_in_mid_scan(
    an_extractor: Any, settings: Any, limit: str, monkeypatch: Any
) -> None:
    def extract(options: Any, scan: Any) -> Iterator[Any]:
        for first in range(0, 1000, 10):
            yield Batch(numbers(first, first + 10), cursor=first + 10)

    monkeypatch.setattr(writer, "_LIMITS_LOOK", 0)
    scans_settings(settings, **{limit: 30})
    scan = run(started(an_extractor(extract), owner=new_user()))
    assert scan.job.error["code"] == "scan_limit_reached"
    assert 0 < scan.records < 100
    assert stored(scan) == numbers(0, scan.records)


def test_a_source_that_wants_us_later_gets_its_time_but_not_for_ever(an_extractor: Any, settings: Any) -> None:
    scans_settings(settings, MAX_WAITS=3)
    cursors = iter([1, None, None, None, None])

    def extract(options: Any, scan: Any) -> Iterator[Any]:
        yield {"n": 1}
        cursor = next(cursors)
        if cursor is not None:
            yield Cursor(cursor)
        raise RetryLater("Slow down.", after=timedelta(hours=1))

    scan = started(an_extractor(extract))
    for _ in range(3):
        scan = run(scan)
        assert scan.job.status == "PENDING"
        assert scan.job.run_after is not None
    scan = run(scan)
    assert scan.job.status == "FAILED"
    assert scan.job.error["code"] == "retry_later"


def test_problems_beyond_the_limit_are_only_counted(an_extractor: Any, settings: Any) -> None:
    def extract(options: Any, scan: Any) -> Iterator[Any]:
        for number in range(25):
            yield {"n": number}
            yield number

    scans_settings(settings, MAX_PROBLEMS=7)
    scan = run(started(an_extractor(extract)))
    assert scan.problems == 25
    assert list(scan.problem_rows.order_by("number").values_list("number", "record")) == [
        (place, place + 1) for place in range(7)
    ]
    assert_sound(scan)
