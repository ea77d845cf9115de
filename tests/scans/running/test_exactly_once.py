"""However often a scan is cut off, every record of its source is stored once, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django_jobkit.models import Job
from django_jobkit.scans import Batch, Cursor, ExtractionError, Problem
from django_jobkit.scans.models import Scan
from django_jobkit.scans.services.lifecycle import cancel_scan, restart_scan, resume_scan
from tests.scans.running.kit import assert_sound, fetch, run, started, stored

BAD = Problem("bad", "A part of the source is bad.")


class Killed(BaseException):
    """Ends an attempt in the middle, and gives nobody time to store anything."""


@dataclass(frozen=True)
class Source:
    """What there is to be read: records and problems, cursors at some places, in batches or one by one."""

    items: list[Any]
    cursors: frozenset[int]
    batch: int

    @property
    def records(self) -> list[dict[str, Any]]:
        return [item for item in self.items if item is not BAD]

    def read_from(self, first: int) -> Iterator[tuple[int, Any]]:
        """What an extractor yields from item `first` on, with the place behind it."""
        batch: list[Any] = []
        for place in range(first, len(self.items)):
            item, behind = self.items[place], place + 1
            if item is BAD or not self.batch:
                yield from self._closed(batch, place, cursor=None)
                batch = []
                yield behind, item
                if behind in self.cursors:
                    yield behind, Cursor(behind)
                continue
            batch.append(item)
            if behind in self.cursors or len(batch) == self.batch:
                yield from self._closed(batch, behind, cursor=behind if behind in self.cursors else None)
                batch = []
        yield from self._closed(batch, len(self.items), cursor=None)

    def _closed(self, batch: list[Any], behind: int, cursor: int | None) -> Iterator[tuple[int, Any]]:
        if batch:
            yield behind, Batch(list(batch), cursor=cursor, pages=1, bytes=len(batch))


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=3)
lists = st.lists(st.integers(0, 3), max_size=2)
values = st.one_of(st.none(), st.integers(-5, 5), st.booleans(), texts, st.floats(-9, 9), lists)
records = st.dictionaries(st.sampled_from("abcd"), values, max_size=4)


@st.composite
def sources(draw: Any) -> Source:
    items = draw(st.lists(st.one_of(records, records, st.just(BAD)), max_size=40))
    numbered = [item if item is BAD else {"n": place, **item} for place, item in enumerate(items)]
    places = draw(st.frozensets(st.integers(1, max(1, len(items))), max_size=12))
    return Source(numbered, places, draw(st.integers(0, 6)))


ways = st.sampled_from(["error", "kill", "cancel", "retry"])
cuts = st.lists(st.tuples(st.integers(0, 40), ways, st.sampled_from([resume_scan, restart_scan])), max_size=4)


class Reading:
    """An extractor that is cut off where the example says, once for each cut."""

    def __init__(self, source: Source, plan: list[Any]) -> None:
        self.source = source
        self.cut = iter(plan)
        self.began: list[int] = []

    def __call__(self, options: Any, scan: Any) -> Iterator[Any]:
        place, how, _ = next(self.cut, (None, None, None))
        first = scan.cursor or 0
        self.began.append(first)
        for behind, item in self.source.read_from(first):
            if how and behind > place:
                self._end(how, scan)
            yield item
        if how:
            self._end(how, scan)

    def _end(self, how: str, scan: Any) -> None:
        if how == "kill":
            raise Killed
        if how == "cancel":
            cancel_scan(fetch(scan._scan))
            scan.report()
        raise ExtractionError("cut off", retry=how == "retry")


@pytest.mark.django_db
@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(source=sources(), plan=cuts, chunk=st.integers(1, 7), seconds=st.sampled_from([0.0, 1000.0]))
def test_every_record_is_stored_once_in_order(
    an_extractor: Any, source: Source, plan: list[Any], chunk: int, seconds: float
) -> None:
    scans = {"CHUNK_RECORDS": chunk, "CHUNK_SECONDS": seconds, "MAX_ATTEMPTS": 9, "COMMIT_CHUNKS": chunk % 3 + 1}
    listening = "tests.services.executors.ListeningExecutor"
    with override_settings(JOBKIT={"EXECUTOR": listening, "WATCH_INTERVAL": 0, "SCANS": scans}):
        reading = Reading(source, plan)
        scan = started(an_extractor(generator_of(reading)))
        for _, how, go_on in plan:
            scan = run(scan)
            if how != "kill":
                assert_sound(scan)
            if scan.job.status != "PENDING":
                scan = go_on(scan)
        scan = run(scan)

        assert scan.job.status == "COMPLETED"
        assert stored(scan) == source.records
        assert scan.problems == len(source.items) - len(source.records)
        assert_sound(scan)
        Job.objects.all().delete()
        assert not Scan.objects.exists()


def generator_of(reading: Reading) -> Any:
    """A generator function, which an extractor has to be."""

    def extract(options: Any, scan: Any) -> Iterator[Any]:
        yield from reading(options, scan)

    return extract


@pytest.mark.django_db
def test_the_profile_forgets_records_that_were_read_anew(an_extractor: Any) -> None:
    attempts = iter(["old", "new", "last"])

    def extract(options: Any, scan: Any) -> Iterator[Any]:
        attempt = next(attempts)
        if attempt == "old":
            yield Batch([{"n": number} for number in range(10)], cursor=10)
            yield from ({"n": number, "said": "old"} for number in range(10, 25))
            raise ExtractionError("cut off", retry=True)
        if attempt == "new":
            # The source has changed meanwhile.
            yield Batch([{"n": number, "said": "new"} for number in range(10, 40)], cursor=40)
            yield {"n": 40}
            raise Killed

    scan = started(an_extractor(extract))
    run(scan)
    scan = run(resume_scan(run(scan)))

    assert scan.job.status == "COMPLETED"
    assert_sound(scan)
