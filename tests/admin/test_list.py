"""The list of jobs: what it shows, and that it costs the same whatever the table holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from django_jobkit.admin import changelist, filters
from django_jobkit.core.ids import new_job_id
from django_jobkit.models import Job
from tests.admin.conftest import LIST

MakeJob = Callable[..., Job]


def page(client: Client, query: str = "") -> str:
    answer = client.get(LIST + query)
    assert answer.status_code == 200
    return answer.content.decode()


def queries_of(client: Client, query: str = "") -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        page(client, query)
    return [item["sql"] for item in captured.captured_queries if "jobkit" in item["sql"]]


@pytest.mark.parametrize("status", ["PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED"])
def test_a_status_is_told_in_words_as_well_as_by_colour(boss: Client, make_job: MakeJob, status: str) -> None:
    make_job(status)
    assert f'<span class="jobkit-badge jobkit-badge-{status.lower()}">{status.capitalize()}</span>' in page(boss)


def test_a_running_job_shows_how_far_it_is(boss: Client, make_job: MakeJob) -> None:
    make_job("RUNNING", progress_current=30, progress_total=120, progress_message="Adding up")
    shown = page(boss)
    assert '<progress class="jobkit-progress" max="100" value="25.0"' in shown
    assert "Adding up" in shown


def test_a_failed_job_shows_the_first_line_of_its_error(boss: Client, make_job: MakeJob) -> None:
    make_job("FAILED")
    shown = page(boss)
    assert "ValueError: first line" in shown
    assert "second line" not in shown


def test_an_unusual_priority_is_told(boss: Client, make_job: MakeJob) -> None:
    make_job(priority=10)
    assert "<span>default +10</span>" in page(boss)


def test_the_attempt_is_told_with_the_most_there_may_be(boss: Client, make_job: MakeJob) -> None:
    make_job("RUNNING", attempt=2)
    assert '<td class="field-attempts">2/3</td>' in page(boss)


def test_a_row_costs_no_query_of_its_own(boss: Client, make_job: MakeJob) -> None:
    make_job()
    few = len(queries_of(boss))
    for number in range(9):
        owner = get_user_model().objects.create_user(f"owner-{number}")
        make_job("RUNNING", owner=owner)
    assert len(queries_of(boss)) == few


def test_the_list_leaves_heavy_columns_in_the_database(boss: Client, make_job: MakeJob) -> None:
    make_job("COMPLETED")
    for sql in queries_of(boss):
        for column in ("params", "result", "saved_state"):
            assert f'"{column}"' not in sql


def test_nothing_is_counted_beyond_the_cap(boss: Client, make_job: MakeJob, settings) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "COUNT_CAP": 3}
    for _ in range(5):
        make_job()
    counting = [sql for sql in queries_of(boss) if "COUNT(" in sql]
    assert counting
    assert all("LIMIT 3" in sql for sql in counting)
    shown = page(boss)
    assert "The list goes no further than 3 jobs" in shown
    assert '<span class="jobkit-count">3+</span>' in shown


def test_the_newest_job_comes_first(boss: Client, make_job: MakeJob) -> None:
    make_job(name="is-older")
    make_job(name="is-newer")
    shown = page(boss)
    assert shown.index("is-newer") < shown.index("is-older")


def test_columns_cannot_be_sorted_by(boss: Client, make_job: MakeJob) -> None:
    make_job()
    assert "sortable" not in page(boss)


@pytest.mark.parametrize("as_typed", [str, lambda pk: pk.hex, lambda pk: f" {str(pk).upper()} "])
def test_an_id_finds_its_job(boss: Client, make_job: MakeJob, as_typed: Callable[[object], str]) -> None:
    wanted = make_job(name="wanted")
    make_job(name="another")
    shown = page(boss, f"?q={as_typed(wanted.pk)}")
    assert "wanted" in shown
    assert "another" not in shown


@pytest.mark.parametrize("term", ["tests.echo", "Month"])
def test_a_task_or_the_beginning_of_a_name_finds_jobs(boss: Client, make_job: MakeJob, term: str) -> None:
    make_job(name="Monthly report", task="tests.echo")
    make_job(name="The Month's end")
    shown = page(boss, f"?q={term}")
    assert "Monthly report" in shown
    assert "The Month" not in shown


def test_an_unknown_id_finds_nothing(boss: Client, make_job: MakeJob) -> None:
    make_job(name="is-there")
    assert "is-there" not in page(boss, f"?q={uuid4()}")


def test_what_no_index_serves_is_looked_for_among_the_newest(
    boss: Client, make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changelist, "WINDOW", 2)
    make_job(name="Report of old")
    for _ in range(3):
        make_job(name="Report")
    shown = page(boss, "?q=Report")
    assert "Report of old" not in shown
    assert "Searched among the newest 2 jobs." in shown
    assert "Report of old" in page(boss)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?status__exact=FAILED", {"failed"}),
        ("?task=tests.echo", {"failed"}),
        ("?queue=slow", {"pending"}),
        ("?status__exact=FAILED&queue=slow", set()),
        ("?created=hour", {"failed", "pending"}),
        ("?created=older", {"ancient"}),
    ],
)
def test_filters_narrow_the_list(boss: Client, make_job: MakeJob, query: str, found: set[str]) -> None:
    make_job("FAILED", name="is-failed", task="tests.echo")
    make_job("PENDING", name="is-pending", queue="slow", lane="slow")
    long_ago = timezone.now() - timedelta(days=40)
    make_job("COMPLETED", name="is-ancient", id=filters.first_id_at(long_ago))
    shown = page(boss, query)
    assert {name for name in ("failed", "pending", "ancient") if f"is-{name}" in shown} == found


def test_ids_tell_the_age(db: None) -> None:
    now = timezone.now()
    assert (
        filters.first_id_at(now - timedelta(seconds=1)) < new_job_id() < filters.first_id_at(now + timedelta(hours=1))
    )


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("lease", {"status": "RUNNING", "lease_expires_at": timedelta(hours=-1)}),
        ("overdue", {"lane": None, "parked_until": timedelta(hours=-1)}),
        ("waiting", {"updated_at": timedelta(hours=-2)}),
        ("deaf", {"status": "RUNNING", "cancel_requested_at": timedelta(hours=-1)}),
    ],
)
def test_stuck_jobs_are_found(boss: Client, make_job: MakeJob, kind: str, fields: dict[str, object]) -> None:
    now = timezone.now()
    moments = {name: now + value if isinstance(value, timedelta) else value for name, value in fields.items()}
    make_job(name="is-stuck", **moments)
    make_job("RUNNING", name="is-live")
    make_job(name="is-due")
    shown = page(boss, f"?stuck={kind}")
    assert "is-stuck" in shown
    assert "is-live" not in shown
    assert "is-due" not in shown


def test_a_job_promoted_a_moment_ago_does_not_wait_for_long(boss: Client, make_job: MakeJob) -> None:
    now = timezone.now()
    make_job(name="is-fresh", updated_at=now - timedelta(days=2), run_after=now)
    assert "is-fresh" not in page(boss, "?stuck=waiting")


def test_an_owner_leads_to_all_their_jobs(boss: Client, make_job: MakeJob) -> None:
    owner = get_user_model().objects.create_user("ada")
    make_job(name="of-ada", owner=owner)
    make_job(name="of-nobody")
    assert f'<a href="?owner__exact={owner.pk}">ada</a>' in page(boss)
    shown = page(boss, f"?owner__exact={owner.pk}")
    assert "of-ada" in shown
    assert "of-nobody" not in shown


@pytest.mark.parametrize("query", ["params__password__startswith=h", "error__message__contains=h", "result=7"])
def test_nobody_guesses_what_is_masked_by_filtering_for_it(boss: Client, make_job: MakeJob, query: str) -> None:
    make_job(params={"password": "hunter2"})
    assert boss.get(f"{LIST}?{query}").status_code == 400


def test_an_anonymous_visitor_is_sent_to_the_login(client: Client, db: None) -> None:
    assert client.get(LIST).status_code == 302


def test_staff_without_the_view_permission_see_nothing(staff: Callable[..., Client]) -> None:
    assert staff().get(LIST).status_code == 403


def test_staff_who_may_view_see_all_jobs_and_may_do_nothing(staff: Callable[..., Client], make_job: MakeJob) -> None:
    make_job(owner=get_user_model().objects.create_user("somebody-else"), name="of-another")
    shown = page(staff("view_job"))
    assert "of-another" in shown
    assert "_selected" not in shown


@pytest.mark.parametrize("query", ["status__exact=%00", "task=%00", "q=a%00b", "created=%00"])
def test_no_query_holds_what_databases_cannot(boss: Client, query: str) -> None:
    assert boss.get(f"{LIST}?{query}").status_code == 400
