"""What an extractor yields is stored in order, with what belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from django_jobkit.scans import Batch, Cursor, ExtractionError, Problem
from django_jobkit.scans.models import ScanChunk, ScanProblem
from tests.scans.running.kit import assert_sound, fetch, run, started, stored

pytestmark = pytest.mark.django_db


def rows(first: int, last: int) -> list[dict[str, Any]]:
    return [{"n": number, "text": f"row {number}"} for number in range(first, last)]


def test_records_are_stored_in_their_order(an_extractor: Any) -> None:
    def extract(options: Any, scan: Any) -> Iterator[Any]:
        yield from rows(0, 25)

    scan = run(started(an_extractor(extract)))

    assert stored(scan) == rows(0, 25)
    assert scan.job.status == "COMPLETED"
    assert scan.job.result == {"records": 25, "pages": 0, "bytes": 0, "problems": 0}
    assert [chunk.count for chunk in ScanChunk.objects.order_by("first")] == [10, 10, 5]
    assert_sound(scan)


def test_a_batch_may_be_larger_than_a_chunk(an_extractor: Any) -> None:
    def extract(options: Any, scan: Any) -> Iterator[Any]:
        yield Batch(rows(0, 34), cursor=1, pages=1, bytes=100)
        yield Batch(rows(34, 40), cursor=2, pages=1, bytes=50)

    scan = run(started(an_extractor(extract)))

    assert stored(scan) == rows(0, 40)
    assert (scan.pages, scan.bytes) == (2, 150)
    assert_sound(scan)


def test_problems_say_how_many_records_came_before(an_extractor: Any) -> None:
    def extract(options: Any, scan: Any) -> Iterator[Any]:
        yield Problem("bad_line", "The line is bad.", line=1, raw="x" * 600)
        yield from rows(0, 15)
        yield Problem("bad_line", "The line is bad.", line=17)
        yield "no record"
        yield from rows(15, 20)
        yield Problem("bad_line", "The line is bad.", line=23)

    scan = run(started(an_extractor(extract)))

    found = ScanProblem.objects.order_by("number").values_list("number", "code", "record", "line")
    assert list(found) == [
        (0, "bad_line", 0, 1),
        (1, "bad_line", 15, 17),
        (2, "record_not_an_object", 15, None),
        (3, "bad_line", 20, 23),
    ]
    assert scan.problems == 4
    assert stored(scan) == rows(0, 20)
    assert_sound(scan)


def test_an_error_keeps_what_was_read(an_extractor: Any) -> None:
    def extract(options: Any, scan: Any) -> Iterator[Any]:
        yield from rows(0, 13)
        raise ExtractionError("The server is no more.", code="server_gone")

    scan = run(started(an_extractor(extract)))

    assert scan.job.status == "FAILED"
    assert scan.job.error == {"type": "ExtractionError", "message": "The server is no more.", "code": "server_gone"}
    assert stored(scan) == rows(0, 13)
    assert_sound(scan)


def test_a_later_attempt_goes_on_from_the_last_cursor(an_extractor: Any) -> None:
    began: list[Any] = []

    def extract(options: Any, scan: Any) -> Iterator[Any]:
        began.append((scan.cursor, scan.records))
        first = scan.cursor or 0
        for number in range(first, 60):
            yield {"n": number}
            if number % 7 == 6:
                yield Cursor(number + 1)
            if number == 40 and len(began) == 1:
                yield Problem("late", "This is after the last cursor.")
                raise ExtractionError("Once.", retry=True)

    scan = run(started(an_extractor(extract)))
    assert scan.job.status == "PENDING"
    assert scan.records == 41
    scan = run(scan)

    assert began == [(None, 0), (35, 35)]
    assert scan.job.status == "COMPLETED"
    assert stored(scan) == [{"n": number} for number in range(60)]
    assert scan.problems == 0
    assert scan.began_with == 35
    assert_sound(scan)


def test_without_cursors_a_later_attempt_begins_anew(an_extractor: Any) -> None:
    fails = [True]

    def extract(options: Any, scan: Any) -> Iterator[Any]:
        assert scan.cursor is None
        yield from rows(0, 22)
        if fails.pop():
            fails.append(False)
            raise ExtractionError("Once.", retry=True)

    scan = run(run(started(an_extractor(extract))))

    assert stored(scan) == rows(0, 22)
    assert_sound(scan)
    assert fetch(scan).job.status == "COMPLETED"
