"""Look up, for a whole batch of rows at once, what they may be about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from django_jobkit.questions.importing.checking import CheckedRow
from django_jobkit.questions.importing.judging import Present
from django_jobkit.questions.importing.shelf import Shelf
from django_jobkit.questions.models import ImportRow, Question, QuestionImport, QuestionLog
from django_jobkit.questions.models.imports import RowOutcome
from django_jobkit.questions.models.upkeep import lock
from django_jobkit.services.database import jobs_alias

#: The columns of questions that rows may change.
COLUMNS = ("title", "source", "content", "difficulty", "is_active", "external_key")
_READ = (*COLUMNS, "updated_at")
_SECOND = timedelta(seconds=1)


def find(question_import: QuestionImport, rows: Sequence[CheckedRow]) -> Shelf:
    """The questions that `rows` may be about, locked; call it in a transaction that has locked their owner."""
    sound = [row for row in rows if not row.errors]
    external = {row.external_key for row in sound if row.external_key}
    natural = {row.natural_key for row in sound}
    questions = Question.objects.using(jobs_alias()).filter(owner=question_import.owner_id)
    ids = {*_ids(questions, external_key__in=external), *_ids(questions, natural_key__in=natural)}
    earlier = _earlier_rows(question_import, external, natural, ids)
    touched, said = _touched(earlier)
    ids |= {present.question_id for present in touched if present.question_id}
    there = _there(ids)
    for present in touched:
        present.is_gone = present.question_id is not None and present.question_id not in there
    by_id = {**there, **{present.question_id: present for present in touched if present.question_id}}
    _add_attempts(by_id, sound)
    owned = {str(each.fields["external_key"]): by_id[pk] for pk, each in there.items() if each.fields["external_key"]}
    untouched = [each for each in by_id.values() if each.first is None]
    return Shelf([*touched, *untouched], {**owned, **said})


def _ids(rows: QuerySet[Question], **condition: set[str]) -> Iterable[int]:
    return rows.filter(**condition).values_list("pk", flat=True) if all(condition.values()) else ()


def _earlier_rows(
    question_import: QuestionImport, external: set[str], natural: set[str], ids: set[int]
) -> dict[int, dict[str, Any]]:
    """Rows stored before that are about the same questions, by their numbers."""
    if not question_import.rows:
        return {}
    columns = ["number", "first", "key", "external_key", "question_id", "outcome", "attempts"]
    rows = ImportRow.objects.using(jobs_alias()).filter(question_import=question_import).values(*columns)
    # Of a question with many rows the first says it all, but for attempts that a dry run has stored nowhere else.
    rows = rows.filter(Q(number=F("first")) | Q(attempts__isnull=False))
    found = {row["number"]: row for row in rows.filter(external_key__in=external)} if external else {}
    keys = natural | {row["key"] for row in found.values()}
    found.update((row["number"], row) for row in rows.filter(key__in=keys))
    if ids:
        found.update((row["number"], row) for row in rows.filter(question_id__in=ids))
    return found


def _touched(rows: dict[int, dict[str, Any]]) -> tuple[list[Present], dict[str, Present]]:
    """The questions that `rows` are about, and by which external keys they were called."""
    touched: dict[int, Present] = {}
    said: dict[str, Present] = {}
    for _, row in sorted(rows.items()):
        present = touched.setdefault(row["first"], Present(first=row["first"], natural_key=row["key"]))
        present.question_id = row["question_id"]
        present.is_new |= row["outcome"] == RowOutcome.CREATED
        present.attempts.update((second, outcome) for second, outcome in row["attempts"] or ())
        if row["external_key"]:
            present.is_named = True
            said.setdefault(row["external_key"], present)
    return list(touched.values()), said


def _there(ids: set[int]) -> dict[int, Present]:
    alias = jobs_alias()
    if not ids:
        return {}
    lock(ids, using=alias)
    questions = Question.objects.using(alias).filter(pk__in=ids).values("pk", "natural_key", *_READ)
    found = {
        row["pk"]: Present(
            question_id=row["pk"], natural_key=row["natural_key"], fields={name: row[name] for name in _READ}
        )
        for row in questions
    }
    links = Question.tags.through._base_manager.using(alias).filter(question_id__in=ids)
    for question_id, key, tag_id in links.values_list("question_id", "tag__key", "tag_id"):
        if question_id in found:
            found[question_id].tags[key] = tag_id
    return found


def _add_attempts(by_id: dict[int, Present], rows: Sequence[CheckedRow]) -> None:
    dates = [attempt.date_attempted for row in rows for attempt in row.attempts]
    if not dates or not by_id:
        return
    logs = QuestionLog.objects.using(jobs_alias()).filter(question_id__in=by_id)
    # They are compared by the second.
    logs = logs.filter(date_attempted__range=(min(dates) - _SECOND, max(dates) + _SECOND))
    for question_id, date, outcome in logs.values_list("question_id", "date_attempted", "outcome"):
        by_id[question_id].attempts.add((int(date.timestamp()), outcome))
