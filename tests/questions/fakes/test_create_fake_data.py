"""The command: where it runs, whose questions it makes, and that their counts are right."""

from __future__ import annotations

import builtins
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_jobkit.questions.fakes import storing
from django_jobkit.questions.models import Question, QuestionLog, Schedule, Tag

pytestmark = [pytest.mark.django_db, pytest.mark.requires_extra("questions")]


@pytest.fixture(autouse=True)
def _while_developing(settings: Any) -> None:
    settings.DEBUG = True


def create(*arguments: str) -> str:
    out = StringIO()
    call_command("create_fake_data", *arguments, stdout=out)
    return out.getvalue()


def facts(name: str) -> list[Any]:
    owner = get_user_model().objects.get(username=name)
    return [
        (one.title, one.slug, one.content, list(one.logs.order_by("pk").values_list("date_attempted", "outcome")))
        for one in Question.objects.owned_by(owner).order_by("pk")
    ]


def test_it_makes_a_user_and_says_so() -> None:
    said = create("--count", "12", "--user", "ada")
    owner = get_user_model().objects.get(username="ada")
    assert not owner.has_usable_password()
    assert "changepassword ada" in said
    assert f"12 questions and {QuestionLog.objects.owned_by(owner).count()} attempts for ada." in said
    assert "changepassword" not in create("--count", "1", "--user", "ada")


def test_counts_slugs_and_schedules_are_right() -> None:
    create("--count", "60")
    questions = Question.objects.prefetch_related("logs", "tags")
    assert len({one.slug for one in questions}) == 60
    for one in questions:
        logs = one.logs.all()
        assert one.attempts_count == len(logs)
        assert one.solved_count == sum(log.outcome == "Solved" for log in logs)
        assert one.last_attempted_at == max((log.date_attempted for log in logs), default=None)
        assert one.tags.all()
    tried = {log.question_id for log in QuestionLog.objects.exclude(outcome="")}
    assert set(Schedule.objects.values_list("question_id", flat=True)) == tried
    assert Tag.objects.count() == len({tag.key for tag in Tag.objects.all()})


def test_the_same_seed_gives_two_users_the_same() -> None:
    create("--count", "8", "--seed", "5", "--user", "one")
    create("--count", "8", "--seed", "5", "--user", "two")
    assert facts("one") == facts("two")
    create("--count", "8", "--seed", "6", "--user", "three")
    assert facts("three") != facts("one")


def test_it_adds_to_what_is_there() -> None:
    for _ in range(2):
        create("--count", "3")
    assert Question.objects.count() == 6


def test_a_batch_takes_as_many_queries_whatever_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    create("--count", "1")

    def queries(count: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            create("--count", str(count), "--seed", "9")
        return len(seen)

    assert queries(60) - queries(20) < 8
    monkeypatch.setattr(storing, "_BATCH", 7)
    assert create("--count", "20").startswith("20 questions")


def test_it_refuses_to_run_in_production(settings: Any) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="--force"):
        create()
    assert not Question.objects.exists()
    create("--count", "1", "--force")
    assert Question.objects.count() == 1


@pytest.mark.parametrize("count", ["0", "-1", "10000001"])
def test_a_count_has_bounds(count: str) -> None:
    with pytest.raises(CommandError, match="--count"):
        create("--count", count)


def test_people_at_a_terminal_see_how_far_it_is() -> None:
    pytest.importorskip("rich")

    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    out = Terminal()
    call_command("create_fake_data", "--count", "2", stdout=out)
    assert "2 of 2 questions" in out.getvalue()
    assert "of 2 questions" not in create("--count", "2")


def test_it_says_which_extra_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "django_jobkit.questions.fakes.inventing":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(CommandError, match=r"django-jobkit\[testing\]"):
        create()
