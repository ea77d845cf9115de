"""What becomes of a row, by what is there already; a dry run and a real one ask here alike. No database is in sight."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django_jobkit.questions.importing.checking import CheckedRow, Errors
from django_jobkit.questions.importing.rows import AttemptFields
from django_jobkit.questions.models.imports import OnDuplicate, RowOutcome

#: An attempt at a question is told from others by its second and its outcome.
AttemptKey = tuple[int, str]


@dataclass(slots=True, kw_only=True)
class Present:
    """A question as a row meets it."""

    question_id: int | None = None
    #: What it has in the columns that rows may change; of no use once a row was about it.
    fields: dict[str, Any] = field(default_factory=dict)
    tags: dict[str, int] = field(default_factory=dict)
    attempts: set[AttemptKey] = field(default_factory=set)
    #: By what rows find it that do not know its external key.
    natural_key: str = ""
    #: The number of the first row of this import that was about it; None when there was none yet.
    first: int | None = None
    #: Whether that row called it by an external key.
    is_named: bool = False
    #: Whether that row created it.
    is_new: bool = False
    #: Whether it was deleted since.
    is_gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of a row, and what it adds and changes."""

    outcome: RowOutcome
    fields: dict[str, Any] = field(default_factory=dict)
    #: The tags that the question has from now on, names by their keys; None: those that it had.
    tags: dict[str, str] | None = None
    attempts: Sequence[AttemptFields] = ()
    errors: Errors = field(default_factory=dict)


def attempt_key(attempt: AttemptFields) -> AttemptKey:
    """What tells `attempt` from others at the same question."""
    return int(attempt.date_attempted.timestamp()), attempt.outcome


def judge(row: CheckedRow, present: Present | None, on_duplicate: str) -> Verdict:
    """What becomes of `row`, whose question is `present`."""
    if row.errors:
        return Verdict(outcome=RowOutcome.INVALID, errors=row.errors)
    if present is None:
        return Verdict(
            outcome=RowOutcome.CREATED, fields=row.fields, tags=row.tags or {}, attempts=_new(row.attempts, ())
        )
    if present.first is not None:
        return _repeated(row, present, on_duplicate)
    if on_duplicate != OnDuplicate.UPDATE:
        return _duplicate("You have this question already.", on_duplicate)
    return _changed(row, present)


def _repeated(row: CheckedRow, present: Present, on_duplicate: str) -> Verdict:
    # Its first row says what the question is; the others may only bring more attempts at it.
    may_add = (present.is_new or on_duplicate == OnDuplicate.UPDATE) and not present.is_gone
    attempts = _new(row.attempts, present.attempts) if may_add else []
    if attempts:
        return Verdict(outcome=RowOutcome.UPDATED, attempts=attempts)
    return _duplicate("An earlier row is about this question.", on_duplicate)


def _duplicate(message: str, on_duplicate: str) -> Verdict:
    errors = {"title": [message]} if on_duplicate == OnDuplicate.ERROR else {}
    return Verdict(outcome=RowOutcome.DUPLICATE, errors=errors)


def _changed(row: CheckedRow, present: Present) -> Verdict:
    given = dict(row.fields)
    if row.external_key and not present.fields["external_key"]:
        given["external_key"] = row.external_key
    fields = {name: value for name, value in given.items() if value != present.fields[name]}
    tags = row.tags if row.tags is not None and row.tags.keys() != present.tags.keys() else None
    attempts = _new(row.attempts, present.attempts)
    is_changed = bool(fields or attempts or tags is not None)
    outcome = RowOutcome.UPDATED if is_changed else RowOutcome.UNCHANGED
    return Verdict(outcome=outcome, fields=fields, tags=tags, attempts=attempts)


def _new(attempts: Sequence[AttemptFields], known: Collection[AttemptKey]) -> list[AttemptFields]:
    fresh = {attempt_key(attempt): attempt for attempt in reversed(attempts)}
    return [attempt for key, attempt in reversed(fresh.items()) if key not in known]
