"""The lists: what they show and find, who may see them, and what they cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from django_jobkit.admin import changelist
from django_jobkit.questions.models import PracticeSettings, Question, QuestionImport, Schedule, Tag
from django_jobkit.testing.questions import TagFactory
from tests.questions.admin.conftest import PLACE
from tests.questions.importing.kit import run, started
from tests.questions.rows import make_log, make_question, make_user

MODELS = ("tag", "question", "questionlog", "schedule", "practicesettings", "questionimport")
pytestmark = pytest.mark.requires_extra("questions")


def page(client: Client, model: str, query: str = "") -> str:
    answer = client.get(f"{PLACE}{model}/{query}")
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def make_row_of_each(number: int, platform: Any) -> None:
    """One row in every list, of an owner of its own."""
    owner = make_user(f"user {number}")
    tag = TagFactory.create(owner=owner)
    question = make_question(owner, tags=[tag])
    make_log(question)
    now = timezone.now()
    Schedule.objects.update_or_create(
        question=question,
        defaults={
            "owner": owner,
            "state": 2,
            **dict.fromkeys(("begun_at", "reviewed_at", "fsrs_due_at", "due_at"), now),
        },
    )
    PracticeSettings.objects.create(owner=owner)
    started(platform, owner)


def test_every_list_asks_the_same_number_of_queries_for_one_row_and_for_many(
    boss: Client, a_platform_of: Callable[..., Any]
) -> None:
    platform = a_platform_of()
    make_row_of_each(0, platform)
    costs = {}
    for model in MODELS:
        with CaptureQueriesContext(connection) as one:
            page(boss, model)
        costs[model] = len(one)
    for number in range(1, 6):
        make_row_of_each(number, platform)
    for model in MODELS:
        with CaptureQueriesContext(connection) as many:
            shown = page(boss, model)
        assert shown.count('class="action-select"') in {0, 6}, model
        assert len(many) == costs[model], model


def test_the_list_of_questions_leaves_their_content_in_the_database(boss: Client, owner: Any) -> None:
    make_question(owner)
    with CaptureQueriesContext(connection) as captured:
        page(boss, "question")
    assert not [query for query in captured if '"content"' in query["sql"]]


def test_a_question_is_found_by_its_owner_and_by_its_title(boss: Client, owner: Any, other: Any) -> None:
    make_question(owner, title="Two Sum")
    make_question(other, title="Word Ladder")
    for query in ("?q=ada", "?q=wo+s", f"?owner__exact={owner.pk}"):
        shown = page(boss, "question", query)
        assert "Two Sum" in shown
        assert "Word Ladder" not in shown


def test_attempts_and_schedules_are_found_by_the_title_of_their_question(boss: Client, owner: Any, other: Any) -> None:
    for question in (make_question(owner, title="Two Sum"), make_question(other, title="Word Ladder")):
        make_log(question, outcome="Partial")
    for model in ("questionlog", "schedule"):
        for query in ("?q=ada", "?q=two"):
            shown = page(boss, model, query)
            assert "Two Sum" in shown
            assert "Word Ladder" not in shown


def test_questions_are_narrowed_by_what_they_are(boss: Client, owner: Any) -> None:
    tag = TagFactory.create(owner=owner)
    wanted = make_question(owner, title="Wanted", difficulty="Hard", is_active=False, tags=[tag])
    make_log(make_question(owner, title="Other"))
    for query in ("difficulty__exact=Hard", "is_active__exact=0", "last_attempted_at__isempty=1"):
        shown = page(boss, "question", f"?{query}")
        assert "Wanted" in shown
        assert "Other" not in shown
    assert f"?tags__exact={tag.pk}&owner__exact={owner.pk}" in page(boss, "tag")
    assert wanted.title in page(boss, "question", f"?tags__exact={tag.pk}")


def test_attempts_are_narrowed_by_outcome_and_day(boss: Client, owner: Any) -> None:
    question = make_question(owner)
    make_log(question, outcome="Failed", date_attempted=timezone.now() - timedelta(days=400), time_spent_min=77)
    make_log(question, outcome="Solved", time_spent_min=33)
    assert "77 minutes" in page(boss, "questionlog", "?outcome__exact=Failed")
    assert "33 minutes" not in page(boss, "questionlog", "?outcome__exact=Failed")
    since = timezone.now().date().isoformat()
    assert "77 minutes" not in page(boss, "questionlog", f"?date_attempted__gte={since}+00:00:00%2B00:00")


def test_what_no_index_serves_is_looked_for_among_the_newest_rows(
    boss: Client, owner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changelist, "WINDOW", 2)
    oldest = make_question(owner, title="Oldest one", difficulty="Hard")
    for number in range(2):
        make_question(owner, title=f"Newer one {number}", difficulty="Hard")
    for query in ("", "?q=ada", f"?owner__exact={owner.pk}"):
        assert oldest.title in page(boss, "question", query)
    for query in ("?q=one", "?difficulty__exact=Hard"):
        shown = page(boss, "question", query)
        assert "Newer one 1" in shown
        assert oldest.title not in shown


@pytest.mark.parametrize(
    ("model", "lookup"),
    [
        ("question", "owner__password__startswith=p"),
        ("questionlog", "self_notes__contains=x"),
        ("questionimport", "options__username=x"),
        ("questionimport", "job__params__x=1"),
    ],
)
def test_nobody_guesses_through_the_query(boss: Client, model: str, lookup: str) -> None:
    assert boss.get(f"{PLACE}{model}/?{lookup}").status_code == 400


def test_no_list_counts_further_than_anybody_leafs(boss: Client, owner: Any, settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "COUNT_CAP": 3}
    for _ in range(5):
        make_question(owner)
    assert "The list goes no further than 3 rows" in page(boss, "question")


def test_each_list_takes_its_permission(staff: Callable[..., Client]) -> None:
    nobody, reader = staff(), staff("view_question")
    for model in MODELS:
        assert nobody.get(f"{PLACE}{model}/").status_code == 403
        assert reader.get(f"{PLACE}{model}/").status_code == (200 if model == "question" else 403)
    assert reader.get(f"{PLACE}question/add/").status_code == 403


def test_looking_changes_nothing(boss: Client, owner: Any, a_platform_of: Callable[..., Any]) -> None:
    make_row_of_each(0, a_platform_of())
    found = run(QuestionImport.objects.get())
    with CaptureQueriesContext(connection) as captured:
        for model, kind in admin.site._registry.items():
            if model._meta.app_label == "jobkit_questions":
                row = model._default_manager.get()
                for part in ("", "add/", f"{row.pk}/change/", f"{row.pk}/delete/", f"{row.pk}/history/"):
                    assert boss.get(f"{PLACE}{kind.opts.model_name}/{part}").status_code in {200, 403}, (model, part)
        for act in ("cancel", "undo"):
            assert boss.get(f"{PLACE}questionimport/{found.pk}/{act}/").status_code == 405
    writing = ("INSERT", "UPDATE", "DELETE")
    assert [query["sql"] for query in captured if query["sql"].startswith(writing)] == []
    assert Tag.objects.count() == Question.objects.count() == 1


@pytest.mark.parametrize(
    ("model", "query"),
    [
        ("question", "owner__exact=nobody"),
        ("question", "tags__exact=x"),
        ("question", "tags__exact=99999999999999999999999"),
        ("tag", "owner__exact=99999999999999999999999"),
        ("question", "difficulty__exact=%00"),
        ("question", "q=%00"),
        ("question", f"q={'x' * 3000}"),
        ("question", "p=99999999999999999999"),
        ("questionlog", "date_attempted__gte=banana"),
        ("questionlog", "question__exact=99999999999999999999999"),
        ("schedule", "is_leech__exact=perhaps"),
        ("questionimport", "dry_run__exact=perhaps"),
        ("questionimport", "platform__exact=nowhere"),
    ],
)
def test_no_query_breaks_a_list(boss: Client, owner: Any, model: str, query: str) -> None:
    make_log(make_question(owner))
    assert boss.get(f"{PLACE}{model}/?{query}", follow=True).status_code in {200, 400}


@pytest.mark.parametrize("model", MODELS)
def test_no_id_breaks_a_page(boss: Client, model: str) -> None:
    for pk in ("1", "9" * 30, "x", "_00", "-1"):
        for part in ("change", "delete", "history"):
            assert boss.get(f"{PLACE}{model}/{pk}/{part}/", follow=True).status_code in {200, 403, 404}, (pk, part)
