"""What attempts store, and where the next one goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError

from django_jobkit import JobInterrupted
from django_jobkit.scans import Batch, Cursor, ExtractionError
from django_jobkit.scans.models import ScanChunk
from django_jobkit.scans.running import writer
from tests.scans.running.kit import assert_sound, fetch, numbers, run, scans_settings, started, stored

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_busy_for_a_moment_counts_nothing_twice(an_extractor: Any, monkeypatch: Any) -> None:
    failures = iter([True, False, True, True, False])
    real = writer.write

    def busy(scan_id: Any, addition: Any) -> None:
        real(scan_id, addition)
        if next(failures, False):
            raise OperationalError("database is locked")

    monkeypatch.setattr(writer, "write", busy)

    def extract(options: Any, scan: Any) -> Iterator[Any]:
        yield from numbers(0, 33)
        yield "no record"

    scan = run(started(an_extractor(extract)))
    assert scan.job.status == "COMPLETED", scan.job.error
    assert stored(scan) == numbers(0, 33)
    assert scan.problems == 1
    assert_sound(scan)


def test_an_interrupted_scan_keeps_what_was_read(an_extractor: Any) -> None:
    began: list[Any] = []

    def extract(options: Any, scan: Any) -> Iterator[Any]:
        began.append(scan.cursor)
        yield from numbers(scan.cursor or 0, 13)
        yield Cursor(13)
        if len(began) == 1:
            scan._ctx.stop(JobInterrupted)
            scan.report()

    scan = run(started(an_extractor(extract)))
    assert (scan.job.status, scan.records) == ("PENDING", 13)
    scan = run(scan)
    assert began == [None, 13]
    assert scan.job.status == "COMPLETED"
    assert stored(scan) == numbers(0, 13)


def test_a_cursor_must_be_json(an_extractor: Any) -> None:
    def extract(options: Any, scan: Any) -> Iterator[Any]:
        yield Batch(numbers(0, 3), cursor=object())

    scan = run(started(an_extractor(extract)))
    assert scan.job.status == "FAILED"
    assert scan.job.error["code"] == "cursor_not_storable"


def test_slow_records_can_be_seen_soon_and_make_few_chunks(an_extractor: Any, settings: Any) -> None:
    seen: list[int] = []

    def extract(options: Any, scan: Any) -> Iterator[Any]:
        for number in range(25):
            yield {"n": number}
            seen.append(fetch(scan._scan).records)

    scans_settings(settings, CHUNK_SECONDS=0)
    scan = run(started(an_extractor(extract)))
    assert seen == list(range(1, 26))
    assert [chunk.count for chunk in ScanChunk.objects.order_by("first")] == [10, 10, 5]
    assert_sound(scan)


def test_a_later_attempt_fills_up_the_last_chunk(an_extractor: Any) -> None:
    def extract(options: Any, scan: Any) -> Iterator[Any]:
        first = scan.cursor or 0
        yield Batch(numbers(first, first + 7), cursor=first + 7)
        if first < 21:
            raise ExtractionError("Again.", retry=True)

    scan = started(an_extractor(extract))
    for _ in range(4):
        scan = run(scan)
    assert stored(scan) == numbers(0, 28)
    assert [chunk.count for chunk in ScanChunk.objects.order_by("first")] == [10, 10, 8]
    assert_sound(scan)


def test_the_extractor_is_closed_before_its_scan_ends(an_extractor: Any) -> None:
    closed: list[str] = []

    def extract(options: Any, scan: Any) -> Iterator[Any]:
        try:
            yield {"n": 1}
            yield Batch(numbers(0, 1), cursor=object())
            yield from numbers(2, 50)
        finally:
            closed.append(fetch(scan._scan).job.status)
            raise RuntimeError("It is closed with a noise.")

    run(started(an_extractor(extract)))
    assert closed == ["RUNNING"]


def test_progress_counts_records_unless_the_extractor_knows_better(an_extractor: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(writer, "_LOOK", 0)

    def counting(options: Any, scan: Any) -> Iterator[Any]:
        yield from numbers(0, 30)

    def reporting(options: Any, scan: Any) -> Iterator[Any]:
        scan.report(0, 200, "Reading")
        yield from numbers(0, 30)
        scan.report(100)

    assert run(started(an_extractor(counting))).job.progress["current"] == 30
    assert run(started(an_extractor(reporting))).job.progress == {
        "current": 100,
        "total": 200,
        "percent": 50.0,
        "message": "Reading",
    }


def test_a_wait_ends_with_the_scan(an_extractor: Any) -> None:
    def extract(options: Any, scan: Any) -> Iterator[Any]:
        yield {"n": 1}
        scan._ctx.stop(JobInterrupted)
        scan.wait(60)

    began = time.monotonic()
    assert run(started(an_extractor(extract))).job.status == "PENDING"
    assert time.monotonic() - began < 30
