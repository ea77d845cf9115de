"""What a million jobs do to the pages that people look at."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from rest_framework.test import APIClient

from benchmarks.database import fresh_database, use_database
from benchmarks.measure import Measure, interleaved, p50

_LOOKS = 60
_FILL = """
INSERT INTO jobkit_job (
    id, name, task, status, queue, priority, params, result, progress_message, attempt, max_attempts, attempt_budget,
    created_at, updated_at, started_at, finished_at, worker, revision, history_length, request_fingerprint, unique_key
)
SELECT
    (lpad(to_hex(1700000000000 + n), 12, '0') || '7000' || '8' || lpad(to_hex(n), 15, '0'))::uuid,
    'bench.noop', 'bench.noop', 'COMPLETED', 'default', 0, '{}', 'null', '', 1, 3, 3,
    now(), now(), now(), now(), '', 3, 3, '', ''
FROM generate_series(1, %s) AS n
"""
_NEWEST = "SELECT id FROM jobkit_job ORDER BY id DESC LIMIT 1"


def growth(repeats: int, few: int, many: int) -> list[Measure]:
    """The newest list page and one status GET, with `many` jobs against `few`."""
    with fresh_database("jobkit_bench_few"):
        small = _filled(few)
        with fresh_database("jobkit_bench_many"):
            large = _filled(many)
            return [
                _compare("newest list page", "/api/jobs/", "/api/jobs/", repeats, few, many),
                _compare("status GET", small, large, repeats, few, many),
            ]


def _filled(count: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(_FILL, [count])
        # As autovacuum would, within a minute.
        cursor.execute("ANALYZE jobkit_job")
        cursor.execute(_NEWEST)
        return f"/api/jobs/{cursor.fetchone()[0]}/"


def _compare(name: str, few_path: str, many_path: str, repeats: int, few: int, many: int) -> Measure:
    at_floor, ours = interleaved(
        lambda: _looks("jobkit_bench_few", few_path), lambda: _looks("jobkit_bench_many", many_path), repeats
    )
    return Measure(
        name=f"{name}, {many:,} jobs against {few:,}",
        unit="µs",
        floor=at_floor,
        ours=ours,
        target=1.3,
        at_most=True,
        peers="paged with COUNT(*): grows without bound",
    )


def _looks(database: str, path: str) -> float:
    use_database(database)
    client = APIClient()
    look: Callable[[], object] = lambda: client.get(path)  # noqa: E731 - one expression, used twice
    assert client.get(path).status_code == 200
    return p50(look, _LOOKS)
