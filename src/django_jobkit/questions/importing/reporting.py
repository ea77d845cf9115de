"""What the report of an import says of each row."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django_jobkit.core.storable import storable_text
from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.importing.judged import Judged
from django_jobkit.questions.importing.judging import attempt_key
from django_jobkit.questions.models import ImportRow, QuestionImport
from django_jobkit.questions.models.question import MAX_TITLE
from django_jobkit.services.database import jobs_alias

_LARGEST_LINE = 2**63 - 1
_LONGEST_ERROR = 500
_LEAST_CELL = 50
# Beyond it readers of JSON round.
_LARGEST_NUMBER = 2**53


def report(question_import: QuestionImport, judged: Sequence[Judged]) -> None:
    """Store the rows of `judged`; call it in the transaction that stores what they are about."""
    ImportRow._base_manager.using(jobs_alias()).bulk_create(_row(question_import, one) for one in judged)


def _row(question_import: QuestionImport, one: Judged) -> ImportRow:
    given, verdict, present = one.row.given, one.verdict, one.present
    row = ImportRow(
        question_import_id=question_import.pk,
        number=one.number,
        line=given.line if isinstance(given.line, int) and 0 <= given.line <= _LARGEST_LINE else None,
        outcome=verdict.outcome,
        title=storable_text(str(one.row.fields.get("title", given.title)), MAX_TITLE),
        errors={storable_text(name): _told(messages) for name, messages in verdict.errors.items()},
        raw=_raw(given.raw) if verdict.errors else None,
        undo=one.undo or None,
    )
    if present is not None:
        row.question_id = present.question_id
        row.first, row.key = present.first, present.natural_key
        row.external_key = one.row.external_key if present.first == one.number else None
    if question_import.dry_run and verdict.attempts:
        row.attempts = [list(attempt_key(attempt)) for attempt in verdict.attempts]
    return row


def _told(messages: Sequence[str]) -> list[str]:
    return [storable_text(message, _LONGEST_ERROR) for message in messages]


def _raw(cells: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """`cells` as JSON that every database takes, the longest of them cut when they are too many.

    Pairs, for PostgreSQL forgets the order of what is in an object.
    """
    kept = [(storable_text(str(name)), _cell(value)) for name, value in cells.items()]
    longest = questions_config.MAX_RAW_BYTES
    while len(json.dumps(kept)) > questions_config.MAX_RAW_BYTES and longest > _LEAST_CELL:
        longest //= 2
        kept = [(name, storable_text(cell, longest) if isinstance(cell, str) else cell) for name, cell in kept]
    return kept


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) < _LARGEST_NUMBER):
        return value
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        # As the cell of a table would have it, for the file of failed rows is one.
        value = ", ".join(value)
    elif isinstance(value, (list, tuple, dict)):
        value = json.dumps(value, ensure_ascii=False, default=str)
    return storable_text(str(value), questions_config.MAX_RAW_BYTES)
