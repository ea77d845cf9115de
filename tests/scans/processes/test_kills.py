"""Workers are killed in mid-scan, at any moment, and nothing is lost, doubled or done again from the start."""

from __future__ import annotations

import random
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from django_jobkit.scans.models import Scan
from django_jobkit.scans.services.lifecycle import cancel_scan, resume_scan
from django_jobkit.testing.waiting import wait_for_job, wait_until
from tests.scans.processes.extractors import beginnings, numbers
from tests.scans.running.kit import assert_sound, fetch, started, stored

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
COUNT = 200_000
PATIENCE = 60.0


def records_of(scan: Scan) -> int:
    return Scan.objects.values_list("records", flat=True).get(pk=scan.pk)


def wait_for_records(scan: Scan, count: int) -> None:
    wait_until(lambda: records_of(scan) >= count, PATIENCE, f"{count} records")


def test_kill_minus_nine_again_and_again(scan_worker: Any, written: Path, numbered: Callable[[int], Any]) -> None:
    scan = started(numbers, options={"count": COUNT})
    for _ in range(4):
        worker = scan_worker()
        wait_for_records(scan, min(COUNT, records_of(scan) + random.randrange(1, 30_000)))
        worker.send(signal.SIGKILL)
        worker.exit_code()
    scan_worker()
    job = wait_for_job(scan.job, within=PATIENCE)

    assert job.status == "COMPLETED", job.error
    assert stored(scan) == numbered(COUNT)
    assert_sound(scan)
    places = beginnings(written)
    assert places[0] == 0
    assert all(places[1:]), "an attempt began from the start"
    assert places == sorted(places)
    assert len(places) >= 3


def test_sigterm_keeps_what_was_read_and_another_worker_goes_on(scan_worker: Any, written: Path, numbered: Any) -> None:
    scan = started(numbers, options={"count": 20_000, "seconds": 0.05})
    worker = scan_worker()
    wait_for_records(scan, 2_000)
    worker.send(signal.SIGTERM)
    assert worker.exit_code() == 0
    job = fetch(scan).job
    assert job.status == "PENDING"
    kept = records_of(scan)
    scan_worker()
    job = wait_for_job(scan.job, within=PATIENCE)

    assert (job.status, job.attempt) == ("COMPLETED", 2)
    assert stored(scan) == numbered(20_000)
    assert beginnings(written) == [0, kept]
    assert_sound(scan)


def test_cancel_keeps_what_was_read_and_resume_goes_on(scan_worker: Any, written: Path, numbered: Any) -> None:
    scan = started(numbers, options={"count": 20_000, "seconds": 0.05})
    scan_worker()
    wait_for_records(scan, 2_000)
    cancel_scan(fetch(scan))
    assert wait_for_job(scan.job, within=PATIENCE).status == "CANCELLED"
    kept = records_of(scan)
    assert stored(scan) == numbered(kept)
    assert_sound(scan)
    resume_scan(fetch(scan))
    job = wait_for_job(scan.job, within=PATIENCE)

    assert job.status == "COMPLETED"
    assert stored(scan) == numbered(20_000)
    assert beginnings(written) == [0, kept]
