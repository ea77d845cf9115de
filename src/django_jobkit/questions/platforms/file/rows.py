"""Rows as questions, or as what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django_jobkit.files.formulas import restored
from django_jobkit.questions.importing.rows import AttemptFields, ImportedRow, InvalidRow
from django_jobkit.questions.platforms.file.anki import AnkiHeader
from django_jobkit.questions.platforms.file.attempts import attempt_of
from django_jobkit.questions.platforms.file.cells import MAX_TITLE, parsers_of
from django_jobkit.questions.platforms.file.columns import Field
from django_jobkit.questions.platforms.file.options import FileImportOptions
from django_jobkit.questions.platforms.values.dates import DateStyle
from django_jobkit.questions.platforms.values.texts import as_markup
from django_jobkit.questions.platforms.values.unreadable import Unreadable

_NO_TITLE = "There is no title."


class RowReader:
    """Makes rows of records, whose cells fill `fields` (by column)."""

    def __init__(
        self,
        fields: Mapping[str, Field],
        options: FileImportOptions,
        dates: DateStyle,
        *,
        is_table: bool,
        anki: AnkiHeader | None = None,
    ) -> None:
        self._options = options
        self._dates = dates
        self._anki = anki
        default = options.default_date
        self._default_date = default if default is None or default.tzinfo else default.replace(tzinfo=dates.zone)
        self._unescape = restored if is_table else None
        self._common_tags = tuple(anki.tags.split()) if anki else ()
        parsers = parsers_of(options, dates, self._default_date, anki)
        self._columns = [(column, field, parsers[field]) for column, field in fields.items()]

    def read(self, record: Mapping[str, Any], line: int | None) -> ImportedRow | InvalidRow:
        """The row that `record` is."""
        found: dict[Field, Any] = {}
        errors: dict[str, list[str]] = {}
        unescape = self._unescape
        for column, field, parse in self._columns:
            value = record.get(column)
            if value is None:
                continue
            try:
                found[field] = parse(unescape(value) if unescape and type(value) is str else value)
            except Unreadable as error:
                errors[field] = [*error.args]
        title: str = found.get("title", "")
        if not title and "title" not in errors:
            errors["title"] = [_NO_TITLE]
        attempts = self._attempts(found, errors)
        row = ImportedRow(
            title=title,
            source=self._source(found.get("source")),
            content=self._content(record, found),
            difficulty=found.get("difficulty"),
            is_active=found.get("is_active"),
            tags=self._tags(found.get("tags")),
            external_id=found.get("external_id", ""),
            attempts=attempts,
            line=line,
            raw=record,
        )
        return InvalidRow(errors=errors, title=title[:MAX_TITLE], line=line, raw=record, rest=row) if errors else row

    def _attempts(self, found: Mapping[Field, Any], errors: dict[str, list[str]]) -> tuple[AttemptFields, ...]:
        listed: tuple[AttemptFields, ...] = found.get("attempts", ())
        try:
            attempt = attempt_of(found, self._default_date)
        except Unreadable as error:
            errors.setdefault("date_attempted", [*error.args])
            return listed
        return listed if attempt is None else (*listed, attempt)

    def _source(self, source: str | None) -> str | None:
        # Without a default, a source that is empty and a row that says nothing of it are two things.
        return source or self._options.default_source or source

    def _tags(self, tags: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if not self._common_tags:
            return tags
        return tuple(dict.fromkeys((*(tags or ()), *self._common_tags)))

    def _content(self, record: Mapping[str, Any], found: Mapping[Field, Any]) -> str | None:
        """What is in the row; of Anki's cards the back, below the front where the title does not show all of that."""
        if self._anki is None:
            return found.get("content")
        title: str = found.get("title", "")
        front = next((record.get(column) for column, field, _ in self._columns if field == "title"), None)
        front = front if isinstance(front, str) else title
        back: str = found.get("content") or ""
        if not self._anki.is_html:
            front, back = as_markup(front), as_markup(back)
        if front.strip() in {title, as_markup(title)}:
            return back or None
        return f"{front}<hr>{back}" if back else front
