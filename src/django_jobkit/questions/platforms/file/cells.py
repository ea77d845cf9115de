"""How the cells of a column are read, by the field that they fill."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django_jobkit.questions.platforms.file.anki import AnkiHeader
from django_jobkit.questions.platforms.file.attempts import attempts_in, outcome_in
from django_jobkit.questions.platforms.file.columns import Field
from django_jobkit.questions.platforms.file.options import FileImportOptions
from django_jobkit.questions.platforms.values.dates import DateStyle
from django_jobkit.questions.platforms.values.minutes import minutes_of
from django_jobkit.questions.platforms.values.tags import tags_of
from django_jobkit.questions.platforms.values.texts import as_markup, shown_text, text_of
from django_jobkit.questions.platforms.values.words import difficulty_of, flag_of

MAX_TITLE = 255
#: Gives the value of a cell that is not null; raises Unreadable.
Parse = Callable[[Any], Any]


def parsers_of(
    options: FileImportOptions, dates: DateStyle, default_date: datetime | None, anki: AnkiHeader | None
) -> dict[Field, Parse]:
    """A parser for each field."""
    separator = options.tag_separator
    if separator == "auto" and anki is not None:
        separator = " "
    return {
        "title": _line if anki is None else _front_of(anki),
        "source": text_of,
        "content": text_of,
        "difficulty": lambda value: difficulty_of(text_of(value)),
        "is_active": _flag,
        "tags": lambda value: tags_of(value, separator),
        "external_id": _line,
        "date_attempted": lambda value: None if value == "" else dates.read(value),
        "outcome": outcome_in,
        "time_spent_min": lambda value: None if value == "" else minutes_of(value),
        "solution_approach": text_of,
        "self_notes": text_of,
        "attempts": lambda value: attempts_in(value, dates, default_date),
    }


def _line(value: Any) -> str:
    return text_of(value).strip()


def _flag(value: Any) -> bool | None:
    word = text_of(value)
    return flag_of(word) if word.strip() else None


def _front_of(anki: AnkiHeader) -> Parse:
    """The text that the front of a card shows."""

    def front(value: Any) -> str:
        text = text_of(value)
        return shown_text(text if anki.is_html else as_markup(text), MAX_TITLE)

    return front
