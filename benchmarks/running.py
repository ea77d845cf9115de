"""How fast jobs are worked off."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from benchmarks.floor import Floor
from benchmarks.jobs import noop
from benchmarks.measure import Measure, interleaved, p50, seconds
from django_jobkit import submit_many
from django_jobkit.core.executor import get_executor
from django_jobkit.executors.thread import ThreadExecutor

_ROUND_TRIPS = 200
_PATIENCE = 120.0
_LOOK = "SELECT status FROM jobkit_job WHERE id = %s"
_LEFT = "SELECT EXISTS (SELECT 1 FROM jobkit_job WHERE status IN ('PENDING', 'RUNNING'))"


@contextmanager
def _worker() -> Iterator[None]:
    executor = get_executor()
    assert isinstance(executor, ThreadExecutor)
    executor.start()
    try:
        yield
    finally:
        executor.stop()


def drain(floor: Floor, repeats: int, count: int) -> Measure:
    """No-op jobs that wait already, with one worker process."""

    def at_floor() -> float:
        ids = floor.insert_many(count)
        return count / seconds(lambda: floor.work_off(ids))

    def ours() -> float:
        submit_many([noop.request() for _ in range(count)])
        start = time.perf_counter()
        with _worker():
            _wait_until_empty()
            elapsed = time.perf_counter() - start
        return count / elapsed

    floor_rate, rate = interleaved(at_floor, ours, repeats)
    return Measure(
        name=f"drain {count:,}, one worker",
        unit="jobs/s",
        floor=floor_rate,
        ours=rate,
        target=0.7,
        at_most=False,
    )


def submit_to_visible(floor: Floor, repeats: int) -> Measure:
    """From submit to the moment that another query sees the job COMPLETED, on an idle worker."""
    with _worker():
        _one_life()
        at_floor, ours = interleaved(
            lambda: p50(floor.submit_to_visible, _ROUND_TRIPS), lambda: p50(_one_life, _ROUND_TRIPS), repeats
        )
    return Measure(
        name="submit to visible as finished, idle, p50",
        unit="µs",
        floor=at_floor,
        ours=ours,
        target=1.5,
        at_most=True,
    )


def _one_life() -> None:
    job = noop.submit()
    _wait_for(_LOOK, [job.id], "COMPLETED")


def _wait_until_empty() -> None:
    _wait_for(_LEFT, [], False)


def _wait_for(query: str, parameters: list[object], wanted: object) -> None:
    # Asking as fast as one can would take from the worker what it needs to run, so every look is followed by a pause.
    deadline = time.monotonic() + _PATIENCE
    pause = 0.0001 if parameters else 0.01
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(query, parameters)
            if cursor.fetchone() == (wanted,):
                return
            time.sleep(pause)
    raise TimeoutError(f"Nothing became {wanted} within {_PATIENCE:.0f} s.")
