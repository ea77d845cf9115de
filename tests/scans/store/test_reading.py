"""Records are read by their number, at any depth, with a bounded number of short queries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from django_jobkit.scans.models import Scan, ScanChunk
from django_jobkit.scans.store import reading
from django_jobkit.scans.store.codec import load_lines
from django_jobkit.scans.store.reading import find, iter_lines, iter_records, read_records
from tests.scans.running.kit import run, started

pytestmark = pytest.mark.django_db


@pytest.fixture
def scan(an_extractor: Any, settings: Any) -> Scan:
    """A hundred and five numbers in chunks of ten."""
    settings.JOBKIT = {"EXECUTOR": "tests.services.executors.ListeningExecutor", "SCANS": {"CHUNK_RECORDS": 10}}

    def extract(options: Any, scan: Any) -> Iterator[Any]:
        yield from numbers(0, 105)

    return run(started(an_extractor(extract)))


def numbers(first: int, last: int) -> list[dict[str, Any]]:
    return [{"n": number} for number in range(first, last)]


@pytest.mark.parametrize(("first", "limit"), [(0, 0), (0, 1), (0, 10), (5, 10), (9, 2), (33, 40), (100, 50), (105, 5)])
def test_any_records_are_read(scan: Scan, first: int, limit: int) -> None:
    assert read_records(scan.pk, first, limit) == numbers(first, min(first + limit, 105))


def test_depth_costs_no_queries(scan: Scan, django_assert_num_queries: Any) -> None:
    for first in (0, 42, 100):
        with django_assert_num_queries(3):
            assert read_records(scan.pk, first, 5) == numbers(first, first + 5)


@pytest.mark.parametrize("first", [0, 7, 10, 104, 105])
def test_everything_from_a_record_on(scan: Scan, first: int) -> None:
    assert [record for chunk in iter_records(scan.pk, first) for record in chunk] == numbers(first, 105)
    assert load_lines(b"".join(iter_lines(scan.pk, first))) == numbers(first, 105)


def test_a_reader_goes_no_further_than_what_was_there_when_it_began(scan: Scan) -> None:
    Scan.objects.filter(pk=scan.pk).update(records=98)
    assert [record for chunk in iter_records(scan.pk) for record in chunk] == numbers(0, 98)


def test_a_reader_ends_when_the_scan_is_begun_anew(scan: Scan) -> None:
    pieces = iter_records(scan.pk)
    next(pieces)
    ScanChunk.objects.filter(scan=scan).delete()
    assert sum(map(len, pieces)) <= 30


def test_finding_stops_at_its_limits(scan: Scan) -> None:
    def is_even(record: dict[str, Any]) -> bool:
        return bool(record["n"] % 2 == 0)

    found = find(scan.pk, is_even, first=3, limit=4, most_chunks=99)
    assert found.records == [(number, {"n": number}) for number in (4, 6, 8, 10)]
    assert found.next == 12
    found = find(scan.pk, lambda record: record["n"] == 77, first=0, limit=4, most_chunks=3)
    assert (found.records, found.next) == ([], 30)
    found = find(scan.pk, lambda record: record["n"] == 77, first=30, limit=4, most_chunks=99)
    assert ([number for number, _ in found.records], found.next) == ([77], None)


def test_an_unknown_scan_has_no_records(scan: Scan) -> None:
    Scan.objects.all().delete()
    assert read_records(scan.pk, 0, 5) == []
    assert find(scan.pk, bool, first=0, limit=5, most_chunks=5).next is None


def test_a_search_looks_through_fewer_chunks_of_large_records(scan: Scan, monkeypatch: Any) -> None:
    monkeypatch.setattr(reading, "_USUAL_CHUNK", 50)
    found = find(scan.pk, lambda record: False, first=0, limit=5, most_chunks=5)
    assert (found.records, found.next) == ([], 30)
