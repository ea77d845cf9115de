"""Start and run imports, and read all that they have left."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django_jobkit.models import Job
from django_jobkit.models.clock import DatabaseNow
from django_jobkit.questions import AttemptFields, ImportedRow, Platform
from django_jobkit.questions.importing.ending import fetch_import, undo_import
from django_jobkit.questions.importing.starting import ImportRequest, start_import
from django_jobkit.questions.models import ImportRow, Question, QuestionImport, QuestionLog, Tag
from django_jobkit.services.promote import promote_due
from django_jobkit.services.run import run_job

OUTCOMES = ("created", "updated", "unchanged", "duplicate", "invalid")


def row(title: str, **given: Any) -> ImportedRow:
    """A row with this title."""
    return ImportedRow(title=title, **given)


def attempt(day: int, outcome: str = "Solved", **given: Any) -> AttemptFields:
    """An attempt on this day of a past month."""
    return AttemptFields(date_attempted=datetime(2025, 3, day, 12, tzinfo=UTC), outcome=outcome, **given)


def started(platform: Platform, owner: Any, **request: Any) -> QuestionImport:
    """An import from `platform`, which nobody runs yet."""
    return start_import(ImportRequest(platform=platform.name, owner=owner, **request)).question_import


def run(question_import: QuestionImport) -> QuestionImport:
    """Run one attempt at the import, and give it as it is then."""
    run_one(question_import.job)
    return fetch_import(question_import.pk)


def run_one(job: Job) -> None:
    """Run one attempt at `job`, at once even if it backs off."""
    Job.objects.filter(pk=job.pk, parked_until__isnull=False).update(parked_until=DatabaseNow())
    promote_due()
    assert run_job(job.pk, "tests"), "there was nothing to run"


def imported(platform: Platform, owner: Any, **request: Any) -> QuestionImport:
    """An import from `platform` that has completed."""
    done = run(started(platform, owner, **request))
    assert done.job.status == "COMPLETED", done.job.error
    return done


def undone(question_import: QuestionImport) -> QuestionImport:
    """The import once it was taken back."""
    asked = undo_import(fetch_import(question_import.pk))
    run_one(asked.undo_job)
    done = fetch_import(asked.pk)
    assert done.undo_job.status == "COMPLETED", done.undo_job.error
    return done


def counts(question_import: QuestionImport) -> dict[str, int]:
    """The outcomes that there were."""
    given = {name: getattr(question_import, name) for name in OUTCOMES}
    return {name: count for name, count in given.items() if count}


def outcomes(question_import: QuestionImport) -> list[str]:
    """The outcome of each row, in order."""
    return list(report(question_import).values_list("outcome", flat=True))


def report(question_import: QuestionImport) -> Any:
    """The rows of the import, in order."""
    return ImportRow._base_manager.filter(question_import=question_import).order_by("number")


def dump() -> dict[str, list[tuple[Any, ...]]]:
    """Everything that somebody has of questions."""
    models = [Question, Tag, QuestionLog, Question.tags.through]
    return {model.__name__: list(model._base_manager.order_by("pk").values_list()) for model in models}


def said(owner: Any) -> list[tuple[Any, ...]]:
    """What this owner's questions say, without keys and times that depend on when they were made."""
    return [
        (
            question.title,
            question.source,
            question.content,
            question.difficulty,
            question.is_active,
            question.external_key,
            question.attempts_count,
            question.solved_count,
            tuple(sorted(tag.name for tag in question.tags.all())),
            tuple(sorted((log.date_attempted, log.outcome, log.self_notes) for log in question.logs.all())),
        )
        for question in Question.objects.owned_by(owner)
        .order_by("title", "source", "pk")
        .prefetch_related("tags", "logs")
    ]


def assert_sound(question_import: QuestionImport) -> None:
    """Raise AssertionError unless the counters say of the report what it is."""
    fetched = fetch_import(question_import.pk)
    rows = list(report(fetched))
    assert [each.number for each in rows] == list(range(len(rows)))
    assert fetched.rows == len(rows)
    for name in OUTCOMES:
        assert getattr(fetched, name) == sum(each.outcome == name for each in rows), name
