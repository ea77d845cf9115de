"""Attempts out of the columns of a row, or out of a list inside of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django_jobkit.questions.importing.rows import AttemptFields
from django_jobkit.questions.platforms.file.columns import Field, propose
from django_jobkit.questions.platforms.values.dates import DateStyle
from django_jobkit.questions.platforms.values.minutes import minutes_of
from django_jobkit.questions.platforms.values.texts import text_of
from django_jobkit.questions.platforms.values.unreadable import Unreadable, shown
from django_jobkit.questions.platforms.values.words import outcome_of, says_no

#: More are more than anybody writes down.
_MOST = 10_000
_NOTHING = (None, "")
#: What is wrong with the attempts of one row is told so many times.
_TOLD = 20


def outcome_in(value: Any) -> str:
    """The word for the outcome that `value` is, of which `attempt_of` makes sense; raises Unreadable."""
    word = text_of(value)
    outcome_of(word)
    return word


_PARSERS: dict[Field, Callable[[Any], Any]] = {
    "outcome": outcome_in,
    "time_spent_min": minutes_of,
    "solution_approach": text_of,
    "self_notes": text_of,
}


def attempt_of(found: Mapping[Field, Any], default_date: datetime | None) -> AttemptFields | None:
    """The attempt that the readable values of a row make; None where they tell of none. Raises Unreadable."""
    when: datetime | None = found.get("date_attempted")
    word = found.get("outcome")
    outcome = outcome_of(word) if word else ""
    if outcome is None or (when is None and word and says_no(word)):
        return None
    minutes, approach, notes = found.get("time_spent_min"), found.get("solution_approach"), found.get("self_notes")
    if when is None:
        if not (outcome or minutes or approach or notes):
            return None
        if default_date is None:
            raise Unreadable("There is no date for this attempt; write one, or give default_date.")
        when = default_date
    return AttemptFields(
        date_attempted=when,
        outcome=outcome,
        time_spent_min=minutes,
        solution_approach=approach or "",
        self_notes=notes or "",
    )


def attempts_in(value: Any, dates: DateStyle, default_date: datetime | None) -> tuple[AttemptFields, ...]:
    """The attempts in a list of objects, with names like those of columns; raises Unreadable."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Unreadable(f"{shown(value)} is no list of attempts, each an object with a date_attempted.")
    if len(value) > _MOST:
        raise Unreadable(f"These are {len(value):,} attempts; at most {_MOST:,} are read.")
    found: list[AttemptFields] = []
    wrong: list[str] = []
    for number, item in enumerate(value, 1):
        try:
            attempt = attempt_of(_readable(item, dates), default_date)
        except Unreadable as error:
            wrong += [f"Attempt {number}: {each}" for each in error.args]
        else:
            found += [] if attempt is None else [attempt]
    if wrong:
        raise Unreadable(*wrong[:_TOLD])
    return tuple(found)


def _readable(item: Mapping[str, Any], dates: DateStyle) -> dict[Field, Any]:
    found: dict[Field, Any] = {}
    wrong: list[str] = []
    parsers: dict[Field, Callable[[Any], Any]] = {"date_attempted": dates.read, **_PARSERS}
    for name, field in _fields(tuple(item)).items():
        if item[name] in _NOTHING or field not in parsers:
            continue
        try:
            found[field] = parsers[field](item[name])
        except Unreadable as error:
            wrong += error.args
    if wrong:
        raise Unreadable(*wrong)
    return found


@lru_cache(maxsize=256)
def _fields(names: tuple[str, ...]) -> dict[str, Field]:
    return propose(names)
