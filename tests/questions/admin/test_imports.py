"""Imports in the admin: what their reports show, and what is done to them through the services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from django_jobkit.questions import InvalidRow
from django_jobkit.questions.importing.ending import fetch_import
from django_jobkit.questions.models import Question, QuestionImport
from django_jobkit.services.claim import claim_job
from tests.questions.admin.conftest import PLACE
from tests.questions.importing.kit import attempt, imported, row, run_one, started

pytestmark = pytest.mark.requires_extra("questions")
IMPORTS = f"{PLACE}questionimport/"
Make = Callable[..., Any]


def page(client: Client, found: QuestionImport) -> str:
    answer = client.get(f"{IMPORTS}{found.pk}/change/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def press(client: Client, found: QuestionImport, act: str, **data: str) -> str:
    answer = client.post(f"{IMPORTS}{found.pk}/{act}/", data, follow=True)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def choose(client: Client, rows: list[QuestionImport], action: str, **data: str) -> str:
    ticked = {"_selected_action": [found.pk for found in rows], "action": action, **data}
    return " ".join(client.post(IMPORTS, ticked, follow=True).content.decode().split())


def test_the_report_counts_the_rows_and_shows_those_that_failed(boss: Client, owner: Any, a_platform_of: Make) -> None:
    evil = "<script>alert(1)</script>"
    bad = InvalidRow(errors={"difficulty": ["Not one of Easy."]}, title=evil, line=7, raw={"Title": evil})
    found = imported(a_platform_of(row("Two Sum", attempts=[attempt(1)]), bad), owner, name="From last year")
    shown = page(boss, found)
    assert "<strong>2</strong> rows · <strong>1</strong> created" in shown
    assert "<strong>1</strong> invalid · <strong>1</strong> attempts" in shown
    assert "<td>7</td>" in shown
    assert "difficulty: Not one of Easy." in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script>alert" not in shown
    assert f'href="/admin/jobkit/job/{found.pk}/change/"' in shown
    listed = boss.get(IMPORTS).content.decode()
    assert "From last year" in listed
    assert "1 failed" in listed


def test_duplicates_are_among_the_failed_rows_where_they_count_as_such(
    boss: Client, owner: Any, a_platform_of: Make
) -> None:
    platform = a_platform_of(row("Two Sum"))
    imported(platform, owner)
    assert "Rows that failed" in page(boss, imported(platform, owner, on_duplicate="error"))
    assert "Rows that failed" not in page(boss, imported(platform, owner, on_duplicate="skip"))


def test_an_import_is_found_by_owner_platform_and_kind(
    boss: Client, owner: Any, other: Any, a_platform_of: Make
) -> None:
    platform = a_platform_of()
    started(platform, owner, name="Wanted", dry_run=True)
    started(a_platform_of(), other, name="Something else")
    for query in (
        "q=ada",
        "q=Want",
        "dry_run__exact=1",
        f"platform__exact={platform.name}",
        f"owner__exact={owner.pk}",
    ):
        listed = boss.get(f"{IMPORTS}?{query}").content.decode()
        assert "Wanted" in listed
        assert "Something else" not in listed


def test_a_waiting_import_is_cancelled_and_a_running_one_is_asked(
    boss: Client, owner: Any, a_platform_of: Make
) -> None:
    waiting, running = (started(a_platform_of(), owner) for _ in range(2))
    assert claim_job(running.pk, "a worker") is not None
    assert "1 import was cancelled." in press(boss, waiting, "cancel")
    assert "1 running import was asked to stop." in press(boss, running, "cancel")
    assert fetch_import(waiting.pk).job.status == "CANCELLED"


def test_an_import_is_undone_after_a_look_and_once(boss: Client, owner: Any, a_platform_of: Make) -> None:
    found = imported(a_platform_of(row("Two Sum"), row("Word Ladder")), owner)
    assert "This will take back what <strong>1</strong> import did." in press(boss, found, "undo")
    assert fetch_import(found.pk).undo_job is None
    assert "1 import will be undone." in press(boss, found, "undo", confirmed="yes")
    undo = fetch_import(found.pk).undo_job
    assert undo is not None
    run_one(undo)
    assert not Question.objects.exists()
    shown = page(boss, found)
    assert "<strong>2</strong> deleted · <strong>0</strong> restored · <strong>0</strong> kept" in shown
    assert "jobkit-act-undo" not in shown
    assert "The import was undone already." in choose(boss, [found], "undo_selected", confirmed="yes")


def test_only_what_is_possible_is_offered(boss: Client, owner: Any, a_platform_of: Make) -> None:
    platform = a_platform_of(row("Two Sum"))
    offered = {
        name: [act for act in ("cancel", "undo") if f"jobkit-act-{act}" in page(boss, found)]
        for name, found in {
            "dry": imported(platform, owner, dry_run=True),
            "done": imported(platform, owner),
            "waiting": started(platform, owner),
        }.items()
    }
    assert offered == {"dry": [], "done": ["undo"], "waiting": ["cancel"]}


def test_selected_imports_are_deleted_with_their_jobs_and_leave_their_questions(
    boss: Client, owner: Any, a_platform_of: Make
) -> None:
    done, running = imported(a_platform_of(row("Two Sum")), owner), started(a_platform_of(), owner)
    claim_job(running.pk, "a worker")
    assert "This will delete <strong>1</strong> import" in choose(boss, [done, running], "delete_selected")
    said = choose(boss, [done, running], "delete_selected", confirmed="yes")
    assert "1 import was deleted." in said
    assert "1 was left as it is: The job is RUNNING" in said
    assert list(QuestionImport.objects.values_list("pk", flat=True)) == [running.pk]
    assert Question.objects.count() == 1


def test_each_act_takes_its_own_permission(staff: Callable[..., Client], owner: Any, a_platform_of: Make) -> None:
    found = imported(a_platform_of(row("Two Sum")), owner)
    reader = staff("view_questionimport")
    for act in ("cancel", "undo", "delete"):
        assert reader.post(f"{IMPORTS}{found.pk}/{act}/", {"confirmed": "yes", "post": "yes"}).status_code == 403
    assert "jobkit-act" not in page(reader, found)
    press(staff("view_questionimport", "change_questionimport"), found, "undo", confirmed="yes")
    assert fetch_import(found.pk).undo_job is not None
