"""A row as it will be stored, or what is wrong with it. No database is in sight."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from django_jobkit.core.storable import storable_text
from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.importing.rows import AttemptFields, ImportedRow, InvalidRow
from django_jobkit.questions.models.html import checked
from django_jobkit.questions.models.keys import key_of
from django_jobkit.questions.models.log import FIRST_YEAR, LAST_YEAR, MAX_APPROACH, MAX_MINUTES, Outcome
from django_jobkit.questions.models.question import MAX_SOURCE, MAX_TITLE, Difficulty
from django_jobkit.questions.models.tag import MAX_TAG

Errors = dict[str, list[str]]
_AHEAD = timedelta(days=1)
_LONG = ("content", "self_notes")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_DIFFICULTIES = {value.casefold(): value for value in ["", *Difficulty.values]}
_OUTCOMES = {value.casefold(): value for value in ["", *Outcome.values]}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedRow:
    """What a row says of its question; with `errors` only they count."""

    given: ImportedRow | InvalidRow
    #: Columns of the question, of which `title` is always there.
    fields: dict[str, Any] = field(default_factory=dict)
    #: Names by their keys; None: the row does not say.
    tags: dict[str, str] | None = None
    attempts: Sequence[AttemptFields] = ()
    natural_key: str = ""
    external_key: str | None = None
    errors: Errors = field(default_factory=dict)


def check(row: ImportedRow | InvalidRow, platform: str) -> CheckedRow:
    """What `row` of `platform` says, cleaned as the database will have it."""
    if isinstance(row, InvalidRow):
        told = {str(name): [str(each) for each in messages] for name, messages in row.errors.items()}
        others = {} if row.rest is None else check(row.rest, platform).errors
        return CheckedRow(given=row, errors={**others, **told} or {"row": ["This row cannot be read."]})
    errors: Errors = {}
    fields = _fields(row, errors)
    tags = _tags(row.tags, errors)
    attempts = _attempts(row.attempts, errors)
    if errors:
        return CheckedRow(given=row, errors=errors)
    return CheckedRow(
        given=row,
        fields=fields,
        tags=tags,
        attempts=attempts,
        natural_key=key_of(fields["title"], fields.get("source", "")),
        external_key=key_of(platform, row.external_id) if row.external_id else None,
    )


def _fields(row: ImportedRow, errors: Errors) -> dict[str, Any]:
    fields = {
        "title": _line("title", row.title, MAX_TITLE, errors),
        "source": _text("source", row.source, MAX_SOURCE, errors),
        "content": _html("content", row.content, errors),
        "difficulty": _word("difficulty", row.difficulty, _DIFFICULTIES, errors),
        "is_active": row.is_active,
    }
    if not fields["title"] and "title" not in errors:
        errors["title"] = ["This field is required."]
    active: Any = row.is_active
    if active is not None and not isinstance(active, bool):
        errors["is_active"] = ["Must be true or false."]
    return {name: value for name, value in fields.items() if value is not None}


def _line(name: str, value: Any, most: int, errors: Errors) -> str | None:
    # The API refuses them; in a cell they part words at best.
    return _text(name, _CONTROLS.sub(" ", value) if isinstance(value, str) else value, most, errors)


def _text(name: str, value: Any, most: int, errors: Errors) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        errors[name] = ["Must be text."]
        return None
    # Blanks mean something in what has several lines: in code, first of all.
    text = value if name.endswith(_LONG) else value.strip()
    if len(text) > most:
        errors[name] = [f"Must have at most {most:,} characters; it has {len(text):,}."]
        return None
    return storable_text(text, most)


def _html(name: str, value: Any, errors: Errors) -> str | None:
    text = _text(name, value, questions_config.MAX_CONTENT, errors)
    if text is None:
        return None
    cleaned, problem = checked(text, questions_config.MAX_CONTENT)
    if problem:
        errors[name] = [problem]
    return cleaned


def _word(name: str, value: Any, words: dict[str, str], errors: Errors) -> str | None:
    if value is None:
        return None
    word = words.get(value.strip().casefold()) if isinstance(value, str) else None
    if word is None:
        *others, last = (each for each in words.values() if each)
        errors[name] = [f"Must be {', '.join(others)} or {last}."]
    return word


def _tags(names: Any, errors: Errors) -> dict[str, str] | None:
    if names is None:
        return None
    tags: dict[str, str] = {}
    for given in names:
        name = _line("tags", given, MAX_TAG, errors)
        if name:
            tags.setdefault(key_of(name), name)
    if len(tags) > questions_config.MAX_TAGS:
        errors["tags"] = [f"A question has at most {questions_config.MAX_TAGS:,} tags; these are {len(tags):,}."]
    return tags


def _attempts(given: Sequence[AttemptFields], errors: Errors) -> list[AttemptFields]:
    most = questions_config.MAX_ROW_ATTEMPTS
    if len(given) > most:
        errors["attempts"] = [f"A row has at most {most:,} attempts; these are {len(given):,}."]
        return []
    # A row with one attempt has its fields as columns of its own.
    prefixes = [""] if len(given) == 1 else [f"attempts.{place}." for place in range(len(given))]
    return [_attempt(attempt, prefix, errors) for attempt, prefix in zip(given, prefixes, strict=True)]


def _attempt(attempt: AttemptFields, prefix: str, errors: Errors) -> AttemptFields:
    approach = _text(f"{prefix}solution_approach", attempt.solution_approach, MAX_APPROACH, errors)
    notes = _text(f"{prefix}self_notes", attempt.self_notes, questions_config.MAX_CONTENT, errors)
    minutes: Any = attempt.time_spent_min
    if minutes is not None and (type(minutes) is not int or not 0 <= minutes <= MAX_MINUTES):
        errors[f"{prefix}time_spent_min"] = [f"Must be a whole number from 0 to {MAX_MINUTES:,}."]
    return replace(
        attempt,
        date_attempted=_date(f"{prefix}date_attempted", attempt.date_attempted, errors),
        outcome=_word(f"{prefix}outcome", attempt.outcome, _OUTCOMES, errors) or "",
        solution_approach=approach or "",
        self_notes=notes or "",
    )


def _date(name: str, value: Any, errors: Errors) -> datetime:
    now = timezone.now()
    if not isinstance(value, datetime):
        errors[name] = ["Must be a date and time."]
        return now
    if FIRST_YEAR <= value.year <= LAST_YEAR:
        known = (value if timezone.is_aware(value) else timezone.make_aware(value)).astimezone(UTC)
        if known.year >= FIRST_YEAR and known <= now + _AHEAD:
            return known
    errors[name] = [f"Must lie between the year {FIRST_YEAR} and now."]
    return now
