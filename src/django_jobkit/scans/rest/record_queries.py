"""What a query asks of the records of a scan: which fields, which records, which words."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from django_jobkit.rest.filters import MAX_TEXT, words_of
from django_jobkit.scans.rest.conditions import OPERATORS, NotOfThisColumn, Test, has_word, test_of, value_at

Path = tuple[str, ...]
_FILTER = re.compile(r"filter\[(.+)\]", re.DOTALL)
_MOST_FILTERS = 20
_LONGEST_VALUE = 2000
_LONGEST_FIELDS = 20_000
# A column, and names within it.
_LONGEST_PATH = 1000


@dataclass(frozen=True, slots=True)
class RecordQuery:
    """A choice of fields and records."""

    #: The fields by the names under which they were asked for; None for all of them.
    fields: dict[str, Path] | None
    conditions: tuple[tuple[Path, Test], ...]
    words: tuple[str, ...]

    @property
    def is_selective(self) -> bool:
        """Whether not every record will do."""
        return bool(self.conditions or self.words)

    def matches(self, record: Mapping[str, Any]) -> bool:
        """Whether `record` is wanted."""
        return all(test(value_at(record, path)) for path, test in self.conditions) and all(
            has_word(record, word) for word in self.words
        )

    def shown(self, record: dict[str, Any]) -> dict[str, Any]:
        """The wanted fields of `record`, null where it has none."""
        if self.fields is None:
            return record
        return {name: value_at(record, path) for name, path in self.fields.items()}


def record_query(request: Request, columns: Mapping[str, Collection[str]]) -> RecordQuery:
    """What the query asks of records with these `columns` and types; raises ValidationError naming the parameter."""
    query = request.query_params
    conditions, errors = [], {}
    filters = [(name, text) for name in query if is_filter(name) for text in query.getlist(name)]
    for name, text in filters:
        try:
            conditions.append(_condition(name, text, columns))
        except NotOfThisColumn as error:
            errors[name] = [str(error)]
    fields = None
    try:
        fields = _fields(query.get("fields"), columns)
    except NotOfThisColumn as error:
        errors["fields"] = [str(error)]
    search = query.get("search", "")
    if len(search) > MAX_TEXT:
        errors["search"] = [f"At most {MAX_TEXT} characters."]
    if len(filters) > _MOST_FILTERS:
        errors = {"filter": [f"At most {_MOST_FILTERS} filters."]}
    if errors:
        raise ValidationError(errors)
    return RecordQuery(fields, tuple(conditions), tuple(word.casefold() for word in words_of(search)))


def is_filter(name: str) -> bool:
    """Whether the parameter `name` is about a column."""
    return name.startswith("filter")


def _condition(name: str, text: str, columns: Mapping[str, Collection[str]]) -> tuple[Path, Test]:
    inside = _FILTER.fullmatch(name)
    if inside is None:
        raise NotOfThisColumn("Write filter[column]=value, or filter[column__gt]=value.")
    if len(text) > _LONGEST_VALUE:
        raise NotOfThisColumn(f"At most {_LONGEST_VALUE:,} characters.")
    column, _, suffix = inside[1].rpartition("__")
    if inside[1] in columns or not column or suffix not in OPERATORS:
        column, suffix = inside[1], ""
    path = _path(column, columns)
    # Of what lies within objects no types are known.
    return path, test_of(suffix, text, columns[path[0]] if len(path) == 1 else ())


def _fields(text: str | None, columns: Mapping[str, Collection[str]]) -> dict[str, Path] | None:
    if text is None:
        return None
    if not text or len(text) > _LONGEST_FIELDS:
        raise NotOfThisColumn("Name some columns, with commas between them.")
    return {name: _path(name, columns) for name in text.split(",")}


def _path(name: str, columns: Mapping[str, Collection[str]]) -> Path:
    """Where `name` lies: a column, or dotted, a place within one; raises NotOfThisColumn."""
    if len(name) > _LONGEST_PATH:
        raise NotOfThisColumn(f"A name has at most {_LONGEST_PATH:,} characters.")
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        column = ".".join(parts[:length])
        if column in columns:
            return (column, *parts[length:])
    raise NotOfThisColumn(f"There is no column {name[:100]!r}.")


def is_true(request: Request, name: str) -> bool:
    """Whether the parameter `name` says true; raises ValidationError where it says neither that nor false."""
    asked = request.query_params.get(name, "false").lower()
    if asked not in {"true", "false"}:
        raise ValidationError({name: ["Must be true or false."]})
    return asked == "true"
