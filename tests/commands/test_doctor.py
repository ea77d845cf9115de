"""``manage.py jobkit_doctor``: what people and machines get to read."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from django_jobkit import doctor
from django_jobkit.doctor import database
from django_jobkit.models import Job

pytestmark = pytest.mark.django_db


def examined(*arguments: str) -> tuple[str, Any]:
    out, code = io.StringIO(), 0
    try:
        call_command("jobkit_doctor", *arguments, stdout=out, no_color=True)
    except SystemExit as error:
        code = error.code  # type: ignore[assignment]
    return out.getvalue(), code


@pytest.mark.requires_extra("scans")
def test_a_healthy_installation_is_told_so() -> None:
    told, code = examined()
    assert "Nothing is wrong" in told
    assert code == 0


def test_a_problem_is_explained_and_makes_the_exit_code_1(settings: Any) -> None:
    settings.JOBKIT = {"EXECUTOR": "immediate", "LEASE": 6.0}
    told, code = examined()
    assert "PROBLEM  JOBKIT['LEASE'] (6 s) is shorter than 3 heartbeats" in told
    assert "  Do:  One late heartbeat" in told
    assert code == 1


def test_a_warning_alone_is_no_reason_to_fail(settings: Any) -> None:
    settings.JOBKIT = {"EXECUTOR": "immediate", "LEESE": 6.0}
    told, code = examined()
    assert "WARNING  JOBKIT has no setting 'LEESE'" in told
    assert code == 0


@pytest.mark.requires_extra("scans")
def test_machines_get_json(settings: Any) -> None:
    settings.JOBKIT = {"EXECUTOR": "immediate", "LEASE": 6.0, "LEESE": 1}
    told, code = examined("--json")
    report = json.loads(told)
    assert report["problems"] == 1
    assert [finding["severity"] for finding in report["findings"]] == ["problem", "warning"]
    assert set(report["findings"][0]) == {"severity", "code", "what", "why", "advice"}
    assert code == 1


@pytest.mark.parametrize("wrong", [None, "thread", {"LEASE": "x"}, {"MAINTENANCE_INTERVAL": None}, {"EXECUTOR": 7}])
def test_settings_that_cannot_be_read_do_not_kill_the_doctor(settings: Any, wrong: Any) -> None:
    settings.JOBKIT = wrong
    told, code = examined()
    assert "JOBKIT" in told
    assert code == 1


@pytest.mark.requires_extra("scans")
def test_what_blocks_everything_else_is_found_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise DatabaseError("no route to host")

    monkeypatch.setattr(connection, "ensure_connection", refuse)
    assert [finding.code for finding in doctor.examine()] == ["database_unreachable"]


@pytest.mark.requires_extra("scans")
def test_an_examination_that_fails_is_reported_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "now_sql", lambda _connection: "NO SUCH FUNCTION")
    if connection.vendor == "postgresql":
        pytest.skip("a failed statement spoils the transaction of the test")
    (finding,) = doctor.examine()
    assert finding.code == "not_examined"
    assert "clock_skew" in finding.what


def test_the_doctor_changes_nothing(django_assert_max_num_queries: Any) -> None:
    now = timezone.now()
    Job.objects.create(name="x", task="gone", created_at=now, updated_at=now)
    before = list(Job.objects.values())
    with django_assert_max_num_queries(40) as captured:
        doctor.examine()
    assert not [item for item in captured.captured_queries if item["sql"].startswith(("UPDATE", "DELETE", "INSERT"))]
    assert list(Job.objects.values()) == before
