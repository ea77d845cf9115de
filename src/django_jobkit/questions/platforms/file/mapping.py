"""Which column fills which field: what the user said, what Anki says, or what the columns are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django_jobkit.questions.platforms.file.anki import AnkiHeader
from django_jobkit.questions.platforms.file.columns import ATTEMPT_FIELDS, Field, propose
from django_jobkit.questions.platforms.file.options import FileImportOptions
from django_jobkit.questions.problems import PlatformError

#: How many columns a message names.
_NAMED = 20
_CARD = 2


class ColumnMapping:
    """The fields by column; where records have names of their own it grows with those that are seen."""

    def __init__(self, options: FileImportOptions, anki: AnkiHeader | None, known: Mapping[str, Any] | None) -> None:
        self._options = options
        self._anki = anki
        self._seen: set[str] = set()
        #: Columns to fields; as JSON it is a part of the cursor.
        self.fields: dict[str, Field] = dict(known or {})
        if options.mapping is not None:
            self.fields = {column: field for column, field in options.mapping.items() if field is not None}

    def learn_table(self, names: Sequence[str], *, has_header: bool) -> None:
        """Map the columns of a table; raises PlatformError ``invalid_mapping`` when it lacks what was mapped."""
        if self._options.mapping is not None:
            _check(self._options.mapping, names)
        elif self._anki is not None:
            self.fields = self._anki.fields(names)
        else:
            self.fields = propose(names)
            if "title" not in self.fields.values() and (not has_header or self._is_one_column(names)):
                # Two columns without names are the front and the back of cards.
                fields: Sequence[Field] = ("title", "content") if len(names) == _CARD else ("title",)
                self.fields |= dict(zip(_free(names, self.fields), fields, strict=False))

    def learn_names(self, names: Iterable[str]) -> bool:
        """Take the names of more records into account; answers whether that made a difference."""
        if self._options.mapping is not None or self._seen.issuperset(new := {*names}):
            return False
        self._seen |= new
        more = propose(sorted(new - self.fields.keys()), taken=self.fields.values(), nested=True)
        self.fields |= more
        return bool(more)

    def _is_one_column(self, names: Sequence[str]) -> bool:
        # What only looks like a header may be the first question of a list, which nobody wants to lose.
        return len(names) == 1 and self._options.file.header is True

    @property
    def is_undated(self) -> bool:
        """Whether there are columns of attempts that are left out, since attempts need a date."""
        given = self.fields.values()
        return (
            self._options.default_date is None
            and "date_attempted" not in given
            and not ATTEMPT_FIELDS.isdisjoint(given)
        )

    def usable(self) -> dict[str, Field]:
        """The fields by column, without those of attempts that could have no date."""
        if not self.is_undated:
            return dict(self.fields)
        return {column: field for column, field in self.fields.items() if field not in ATTEMPT_FIELDS}


def no_title(columns: Sequence[str]) -> PlatformError:
    """The error for a file of which nobody knows what the questions are."""
    hint = " If this is a question and no name, say that file.header is false." if len(columns) == 1 else ""
    return PlatformError(
        f"None of the columns is known to be the title; map one of them to title. There are: {_listed(columns)}.{hint}",
        code="no_title_column",
        details={"mapping": ["Map one of the columns to title."]},
    )


def _free(names: Sequence[str], fields: Mapping[str, Field]) -> list[str]:
    return [name for name in names if name not in fields]


def _check(mapping: Mapping[str, Any], names: Sequence[str]) -> None:
    unknown = [column for column in mapping if column not in names]
    if unknown:
        there = f"The file has no such column; there are: {_listed(names)}."
        raise PlatformError(
            f"The mapping names columns that the file does not have: {_listed(unknown)}. There are: {_listed(names)}.",
            code="invalid_mapping",
            details={f"mapping.{column}": [there] for column in unknown[:_NAMED]},
        )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(repr, names[:_NAMED])) + (", …" if len(names) > _NAMED else "")
