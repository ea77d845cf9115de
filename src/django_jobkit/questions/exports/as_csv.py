"""Questions as a table of text (RFC 4180, UTF-8 without a mark), which the platform ``file`` imports again."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from io import TextIOWrapper
from typing import IO, Any

from django_jobkit.files.formulas import defused
from django_jobkit.questions.exports.entries import Entry
from django_jobkit.questions.models import Question, QuestionLog
from django_jobkit.rest.representation import moment

_OF_QUESTIONS = ("id", "slug", "title", "source", "content", "difficulty", "is_active", "tags", "created_at")
_OF_LOGS = ("date_attempted", "outcome", "time_spent_min", "solution_approach", "self_notes")
#: Any of these in the name of a tag would part it into two.
_SEPARATORS = frozenset(";,|\n")


def write_csv(file: IO[bytes], entries: Iterable[Entry]) -> None:
    """A row for each attempt, with its question; a question without attempts has one row, and no date in it."""
    text = TextIOWrapper(file, encoding="utf-8", errors="replace", newline="")
    writer = csv.writer(text)
    writer.writerow((*_OF_QUESTIONS, *_OF_LOGS))
    for entry in entries:
        question = _question_cells(entry.question, entry.tags)
        empty = True
        for log in entry.logs:
            writer.writerow((*question, *_log_cells(log)))
            empty = False
        if empty:
            writer.writerow((*question, *("" for _ in _OF_LOGS)))
    # Flushes, and leaves the file open.
    text.detach()


def _question_cells(question: Question, tags: Sequence[str]) -> tuple[Any, ...]:
    return (
        question.pk,
        defused(question.slug),
        defused(question.title),
        defused(question.source),
        defused(question.content),
        question.difficulty,
        "true" if question.is_active else "false",
        defused(_in_one_cell(tags)),
        moment(question.created_at),
    )


def _log_cells(log: QuestionLog) -> tuple[Any, ...]:
    return (
        moment(log.date_attempted),
        log.outcome,
        log.time_spent_min,
        defused(log.solution_approach),
        defused(log.self_notes),
    )


def _in_one_cell(tags: Sequence[str]) -> str:
    """The names with semicolons between them; as JSON when one could be taken for more than one name."""
    if any(_SEPARATORS.intersection(name) or name.startswith("[") for name in tags):
        return json.dumps(tags, ensure_ascii=False)
    return "; ".join(tags)
