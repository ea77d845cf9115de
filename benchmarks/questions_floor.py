"""The floor of questions: Django's bulk_create and the standard library, with nothing checked, found or resumed."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from benchmarks.questions_data import HEADER, TAGS
from django_jobkit.questions.models import Question, QuestionLog, Tag

_BATCH = 500
_QUESTION = ("title", "source", "content", "difficulty")
_ATTEMPT = ("logs__date_attempted", "logs__outcome", "logs__time_spent_min")
_BY_DAY = """
SELECT date(date_attempted), outcome, COUNT(*), SUM(time_spent_min)
FROM jobkit_questions_questionlog WHERE owner_id = %s GROUP BY 1, 2
"""


def store(source: Path, owner: Any) -> int:
    """Insert the questions of the CSV `source` with their tags and attempts; answers how many."""
    tags = {name: Tag.objects.create(owner=owner, name=name).pk for name in TAGS}
    count = 0
    with source.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        while batch := [dict(zip(HEADER, row, strict=True)) for row in islice(rows, _BATCH)]:
            with transaction.atomic():
                _insert(owner, tags, batch, count)
            count += len(batch)
    return count


def _insert(owner: Any, tags: dict[str, int], rows: Sequence[dict[str, str]], first: int) -> None:
    questions = Question.objects.bulk_create(
        Question(owner=owner, slug=f"floor-{number}", **{name: row[name] for name in _QUESTION})
        for number, row in enumerate(rows, first)
    )
    link = Question.tags.through
    pairs = list(zip(questions, rows, strict=True))
    link._base_manager.bulk_create(
        link(question_id=question.pk, tag_id=tags[name]) for question, row in pairs for name in row["tags"].split("; ")
    )
    # Past our manager, which counts and schedules.
    QuerySet(QuestionLog).bulk_create(
        QuestionLog(
            owner=owner,
            question=question,
            date_attempted=datetime.fromisoformat(row["date_attempted"]),
            outcome=row["outcome"],
            time_spent_min=int(row["time_spent_min"]),
        )
        for question, row in pairs
    )


def write_csv(target: Path, owner: Any) -> None:
    """Write the questions with their attempts, but without their tags."""
    with target.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(_rows(owner, *_ATTEMPT))


def write_json(target: Path, owner: Any) -> None:
    """Likewise."""
    with target.open("w", encoding="utf-8") as file:
        for row in _rows(owner, *_ATTEMPT):
            file.write(json.dumps(dict(zip((*_QUESTION, *_ATTEMPT), row, strict=True)), default=str) + "\n")


def write_apkg(target: Path, owner: Any) -> None:
    """Write the questions alone, by genanki as it says how."""
    from genanki import Deck, Model, Note, Package

    fields = [{"name": name} for name in _QUESTION]
    model = Model(1_607_392_319, "floor", fields=fields, templates=[{"name": "1", "qfmt": "{{title}}", "afmt": "-"}])
    deck = Deck(2_059_400_110, "floor")
    for texts in _rows(owner):
        deck.add_note(Note(model=model, fields=list(texts)))
    Package(deck).write_to_file(target)


def _rows(owner: Any, *more: str) -> Iterator[Any]:
    return Question.objects.filter(owner=owner).order_by("pk").values_list(*_QUESTION, *more).iterator()


def count_by_day(owner: Any) -> int:
    """One statement over all attempts; answers how many rows it gave."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_DAY, [owner.pk])
        return len(cursor.fetchall())
