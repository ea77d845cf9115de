"""Zombies, lost locks, limits and sources that want us to come back later."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError

from django_jobkit import JobContext, JobInterrupted, RetryLater
from django_jobkit.models import Job
from django_jobkit.models.clock import DatabaseNow
from django_jobkit.scans import Batch, Cursor, ExtractionError
from django_jobkit.scans.models import ScanChunk
from django_jobkit.scans.running import attempt, writer
from django_jobkit.scans.services.lifecycle import resume_scan
from django_jobkit.services.claim import claim_job
from django_jobkit.services.rescue import rescue_expired
from django_jobkit.services.run import DirectChannel, run_job
from tests.scans.running.kit import assert_sound, fetch, run, started, stored
from tests.services.kit import new_user

pytestmark = pytest.mark.django_db


def scans_settings(settings: Any, **changes: Any) -> None:
    given = settings.JOBKIT
    settings.JOBKIT = {**given, "SCANS": {**given["SCANS"], **changes}}


def numbers(first: int, last: int) -> list[dict[str, Any]]:
    return [{"n": number} for number in range(first, last)]


def test_a_zombie_stores_nothing(an_extractor: Any) -> None:
    began: list[Any] = []

    def extract(options: Any, scan: Any) -> Iterator[Any]:
        began.append(scan.cursor)
        if scan.cursor is None:
            yield Batch(numbers(0, 10), cursor=10)
        yield Batch(numbers(10, 17), cursor=17)
        if len(began) == 1:
            # Another worker takes the job over and begins to store.
            Job.objects.update(lease_expires_at=DatabaseNow() - timedelta(seconds=1))
            assert rescue_expired()
            run(fetch(scan._scan))
        yield Batch(numbers(17, 40), cursor=40)

    scan = started(an_extractor(extract))
    assert not run_job(scan.pk, "zombie"), "its outcome was taken"

    scan = fetch(scan)
    assert began == [None, 10]
    assert (scan.job.status, scan.job.attempt) == ("COMPLETED", 2)
    assert stored(scan) == numbers(0, 40)
    assert_sound(scan)


def test_a_zombie_cuts_nothing_off(an_extractor: Any, monkeypatch: Any) -> None:
    def extract(options: Any, scan: Any) -> Iterator[Any]:
        yield Batch(numbers(0, 5), cursor=5)
        raise ExtractionError("Once.", retry=True)

    scan = run(started(an_extractor(extract)))
    Job.objects.update(parked_until=DatabaseNow(), lane=None)
    zombie = claim_ready(scan)
    Job.objects.update(attempt=zombie.attempt + 1)
    before = list(ScanChunk.objects.values_list("first", "count"))
    with pytest.raises(Exception, match="no longer owns"):
        attempt.run_attempt(context_with(zombie, {"records": 2, "cursor": 2}))
    assert list(ScanChunk.objects.values_list("first", "count")) == before


def claim_ready(scan: Any) -> Any:
    from django_jobkit.services.promote import promote_due

    promote_due()
    claimed = claim_job(scan.pk, "zombie")
    assert claimed is not None
    return claimed


def context_with(claimed: Any, saved_state: Any) -> Any:
    from django_jobkit.services.run import DirectChannel, context_of

    context = context_of(claimed, DirectChannel())
    context.saved_state = saved_state
    return context


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


@pytest.mark.parametrize(("step", "status"), [(10, "COMPLETED"), (0, "FAILED")])
def test_only_workers_that_die_in_vain_count_against_a_scan(an_extractor: Any, step: int, status: str) -> None:
    class Death(BaseException):
        """The end of a worker."""

    def extract(options: Any, scan: Any) -> Iterator[Any]:
        first = scan.cursor or 0
        if first < 100:
            if step:
                yield Batch(numbers(first, first + step), cursor=first + step)
            raise Death

    def die(scan: Any) -> None:
        claimed = claim_job(scan.pk, "mortal")
        assert claimed is not None
        channel = DirectChannel()
        context = JobContext(job_id=scan.pk, attempt=claimed.attempt, channel=channel, saved_state=claimed.saved_state)
        with suppress(Death):
            attempt.run_attempt(context)
        Job.objects.filter(pk=scan.pk).update(lease_expires_at=DatabaseNow() - timedelta(seconds=1))
        rescue_expired()

    scan = started(an_extractor(extract))
    deaths = 0
    while fetch(scan).job.status == "PENDING" and deaths < 12:
        if (fetch(scan).job.saved_state or {}).get("cursor") == 100:
            run_job(scan.pk, "heir")
        else:
            die(scan)
            deaths += 1
    assert (fetch(scan).job.status, deaths) == (status, 10 if step else fetch(scan).job.attempt_budget)
    assert_sound(fetch(scan))
