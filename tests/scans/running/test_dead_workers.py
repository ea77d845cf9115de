"""Workers that die, and zombies that come back when another has taken over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from django_jobkit import JobContext
from django_jobkit.models import Job
from django_jobkit.models.clock import DatabaseNow
from django_jobkit.scans import Batch, ExtractionError
from django_jobkit.scans.models import ScanChunk
from django_jobkit.scans.running import attempt
from django_jobkit.services.claim import claim_job
from django_jobkit.services.rescue import rescue_expired
from django_jobkit.services.run import DirectChannel, run_job
from tests.scans.running.kit import assert_sound, fetch, numbers, run, started, stored

pytestmark = pytest.mark.django_db


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
