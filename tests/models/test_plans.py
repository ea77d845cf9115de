"""What the questions asked all day cost on PostgreSQL, on a table that nobody ever analysed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, connections, transaction
from pytest_django.plugin import DjangoDbBlocker

from django_jobkit.core.lifecycle import EDGES, Event
from django_jobkit.core.status import TERMINAL
from django_jobkit.models import Job, JobStatus
from django_jobkit.models.clock import DatabaseNow
from django_jobkit.models.statements import claim_statement
from django_jobkit.services import effects
from django_jobkit.services.claim import claim_from

pytestmark = pytest.mark.only_on("postgresql")

ROWS = 50_000
FILL = f"""
    INSERT INTO jobkit_job (id, name, task, owner_id, status, queue, priority, params, progress_message, attempt,
        max_attempts, attempt_budget, created_at, updated_at, finished_at, lease_expires_at, lane, worker, revision,
        history_length, request_fingerprint, unique_key)
    SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'n', 'tests.add', %s, 'PENDING',
        'default', n %% 7 - 3, '{{}}', '', 0, 3, 3, now(), now(), NULL, NULL, 'default', '', 1, 1, '', ''
    FROM generate_series(1, {ROWS}) AS n
"""


@pytest.fixture(scope="module")
def owner(database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
    """The owner of 50,000 jobs of whom the planner knows nothing."""
    if connection.vendor != "postgresql":
        pytest.skip("is about postgresql")
    with django_db_blocker.unblock():
        user = get_user_model().objects.create(username="owner of many")
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE jobkit_job SET (autovacuum_enabled = false)")
            cursor.execute(FILL, [user.pk])
            # Nothing is known of the table, as right after a first bulk submit.
            cursor.execute("SELECT count(*) FROM pg_stats WHERE tablename = 'jobkit_job'")
            assert cursor.fetchone() == (0,)
        yield user
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE jobkit_jobstatus, jobkit_job CASCADE")
            cursor.execute("ALTER TABLE jobkit_job RESET (autovacuum_enabled)")
        user.delete()


@pytest.fixture
def fresh(owner: Any, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A connection that has never asked anything."""
    with django_db_blocker.unblock():
        connections["default"].close()
        yield


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every node of a plan."""
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def plan_of(sql: str, parameters: Any) -> list[dict[str, Any]]:
    """How PostgreSQL would run `sql`."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", parameters)
        return list(nodes(cursor.fetchone()[0][0]["Plan"]))


def plan_of_rows(rows: Any) -> list[dict[str, Any]]:
    sql, parameters = rows.query.sql_with_params()
    return plan_of(sql, parameters)


def indexes(plan: list[dict[str, Any]]) -> set[str]:
    """The indexes that a plan uses."""
    return {node["Index Name"] for node in plan if "Index Name" in node}


def kinds(plan: list[dict[str, Any]], relation: str = "jobkit_job") -> set[str]:
    """How a plan reads the table, and whether it sorts."""
    return {node["Node Type"] for node in plan if node.get("Relation Name") == relation or "Sort" in node["Node Type"]}


def claim_sql(limit: int) -> tuple[str, list[Any]]:
    sql, parameters = claim_statement(
        connection, EDGES[Event.CLAIM], effects.claimed("worker"), returning=("task", "priority")
    )
    return sql, ["default", limit, *parameters, ""]


@pytest.mark.parametrize("limit", [1, 4, 100])
def test_a_claim_walks_down_its_lane_and_sorts_nothing(fresh: None, limit: int) -> None:
    plan = plan_of(*claim_sql(limit))

    assert "jobkit_job_lane" in indexes(plan)
    assert not kinds(plan) & {"Seq Scan", "Sort", "Incremental Sort", "Bitmap Heap Scan"}


def test_a_claim_reads_few_pages(fresh: None) -> None:
    with connection.cursor() as cursor:
        sql, parameters = claim_sql(4)
        cursor.execute("BEGIN")
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", parameters)
        plan = cursor.fetchone()[0][0]["Plan"]
        cursor.execute("ROLLBACK")

    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 1_000


def test_a_claim_takes_the_first_of_many(fresh: None) -> None:
    first = list(Job.objects.order_by("-priority", "id").values_list("id", flat=True)[:3])

    assert [run.id for run in claim_from("default", "worker", 3)] == first


@pytest.fixture
def analysed(fresh: None) -> Iterator[None]:
    """The same, once the planner knows the table, for as long as the test takes."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE jobkit_job")
        yield
        transaction.set_rollback(True)


def test_the_jobs_of_an_owner_are_never_looked_for_among_those_of_others(fresh: None, owner: Any) -> None:
    plan = plan_of_rows(Job.objects.filter(owner=owner).order_by("-id")[:10])

    assert indexes(plan) <= {"jobkit_job_owner", "jobkit_job_owner_status"}
    assert "Seq Scan" not in kinds(plan)


def test_the_newest_jobs_of_an_owner_are_read_off_an_index(analysed: None, owner: Any) -> None:
    plan = plan_of_rows(Job.objects.filter(owner=owner).without_payloads().order_by("-id")[:10])

    # All jobs being theirs, the primary key is as good.
    assert indexes(plan) <= {"jobkit_job_owner", "jobkit_job_pkey"}
    assert not kinds(plan) & {"Seq Scan", "Sort", "Incremental Sort"}


def test_the_newest_jobs_of_an_owner_with_a_status_are_read_off_an_index(analysed: None, owner: Any) -> None:
    plan = plan_of_rows(Job.objects.filter(owner=owner, status="PENDING").order_by("-id")[:10])

    assert indexes(plan) <= {"jobkit_job_owner_status", "jobkit_job_owner", "jobkit_job_pkey"}
    assert not kinds(plan) & {"Seq Scan", "Sort", "Incremental Sort"}


def test_the_newest_of_all_jobs_are_read_off_an_index(fresh: None) -> None:
    assert not kinds(plan_of_rows(Job.objects.order_by("-id")[:10])) & {"Seq Scan", "Sort"}
    assert not kinds(plan_of_rows(Job.objects.filter(status="FAILED").order_by("-id")[:10])) & {"Seq Scan"}


def test_a_tick_that_finds_nothing_reads_next_to_nothing(fresh: None) -> None:
    plans = [plan_of_rows(Job.objects.lease_expired()[:1]), plan_of_rows(Job.objects.due()[:1])]

    assert [indexes(plan) for plan in plans] == [{"jobkit_job_lease"}, {"jobkit_job_parked"}]
    assert not any("Seq Scan" in kinds(plan) for plan in plans)


def test_rescue_promotion_and_retention_each_have_their_index(analysed: None) -> None:
    old = Job.objects.filter(status__in=TERMINAL, finished_at__lt=DatabaseNow() - timedelta(days=1))
    questions = [Job.objects.lease_expired(), Job.objects.due(), old.order_by("finished_at")]

    plans = [plan_of_rows(rows[:500]) for rows in questions]

    assert [indexes(plan) for plan in plans] == [{"jobkit_job_lease"}, {"jobkit_job_parked"}, {"jobkit_job_finished"}]
    assert not any("Seq Scan" in kinds(plan) for plan in plans)


def test_the_count_for_a_quota_reads_no_more_than_the_quota(fresh: None, owner: Any) -> None:
    plan = plan_of_rows(Job.objects.unfinished().filter(owner=owner)[:100])

    assert "Seq Scan" not in kinds(plan)


def test_the_lanes_are_found_without_reading_what_stands_in_them(fresh: None) -> None:
    lanes = Job.objects.filter(lane__isnull=False).order_by("lane").values_list("lane", flat=True)

    for rows in (lanes.filter(lane__gt="")[:1], lanes.filter(lane__gt="default")[:1]):
        plan = plan_of_rows(rows)
        assert "jobkit_job_lane" in indexes(plan)
        assert not kinds(plan) & {"Seq Scan", "Sort"}


def test_the_history_of_a_job_is_read_off_an_index(fresh: None) -> None:
    job = Job.objects.first()
    plan = plan_of_rows(JobStatus.objects.filter(job=job).order_by("seq"))

    assert indexes(plan) == {"jobkit_jobstatus_job_seq"}
