"""An attempt may die at any statement that it sends to the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from django.db import connection

from django_jobkit.scans import Batch, jobs
from django_jobkit.scans.models import Scan
from django_jobkit.scans.services.lifecycle import resume_scan
from tests.scans.running.kit import assert_sound, run, started, stored

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


class Killed(BaseException):
    """Ends an attempt in the middle of a statement."""


def dying_at(statement: int) -> Callable[..., Any]:
    """A wrapper of statements that dies at this one, counted from 0."""
    numbers = count()

    def execute(act: Callable[..., Any], *given: Any) -> Any:
        if next(numbers) == statement:
            raise Killed
        return act(*given)

    return execute


def extract(options: Any, scan: Any) -> Iterator[Any]:
    """Fifty numbers in batches of seven, and what is no record now and then."""
    for first in range(scan.cursor or 0, 50, 7):
        if first % 2:
            yield "no record"
        numbers = range(first, min(first + 7, 50))
        yield Batch([{"n": number} for number in numbers], cursor=first + 7, pages=1)


def attempts_dying_at(statement: int, monkeypatch: Any, extractor: Any, times: int) -> tuple[Scan, bool]:
    """Run a scan whose first attempts die so; answers whether the last of them died at all."""
    real, died = jobs.run_attempt, []

    def dying(ctx: Any) -> Any:
        if ctx.attempt > times:
            return real(ctx)
        try:
            with connection.execute_wrapper(dying_at(statement)):
                return real(ctx)
        except Killed:
            died.append(ctx.attempt)
            raise

    monkeypatch.setattr(jobs, "run_attempt", dying)
    scan = run(started(extractor))
    while scan.job.status == "FAILED":
        scan = run(resume_scan(scan))
    monkeypatch.setattr(jobs, "run_attempt", real)
    return scan, bool(died)


@pytest.mark.parametrize("times", [1, 2])
def test_death_at_any_statement_costs_no_record(an_extractor: Any, monkeypatch: Any, times: int) -> None:
    extractor = an_extractor(extract)
    for statement in count():
        scan, died = attempts_dying_at(statement, monkeypatch, extractor, times)
        assert scan.job.status == "COMPLETED"
        assert stored(scan) == [{"n": number} for number in range(50)], statement
        assert (scan.pages, scan.problems) == (8, 4), statement
        assert_sound(scan)
        if not died:
            break
    assert statement > 30, "too few statements for a scan of several commits"
