"""An uploaded file as batches of rows, with everything that says how it is to be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from django_jobkit.files.found import Batch, Problem, Record
from django_jobkit.files.options import FileOptions
from django_jobkit.files.packing.parts import Package
from django_jobkit.questions.importing.rows import ImportedRow, InvalidRow
from django_jobkit.questions.platforms.file.anki import AnkiHeader, anki_header
from django_jobkit.questions.platforms.file.export import export_path
from django_jobkit.questions.platforms.file.mapping import ColumnMapping
from django_jobkit.questions.platforms.file.options import FileImportOptions
from django_jobkit.questions.platforms.file.rows import RowReader
from django_jobkit.questions.platforms.values.dates import DateStyle

#: Problems that stand for a record which could not be read at all.
_LOST = {"line_not_json", "nested_too_deep"}


@dataclass(frozen=True, slots=True)
class Settled:
    """What is known of a file before its first row."""

    file: FileOptions
    anki: AnkiHeader | None

    @classmethod
    def of(cls, package: Package, options: FileImportOptions) -> Settled:
        """What the first part of `package` says of itself; the options of the user win."""
        # Cells are understood by what they are for, not by what they look like.
        file = options.file.model_copy(update={"types": "text"})
        part = package.parts[0]
        if part.is_workbook:
            return cls(file, None)
        if file.format in {"auto", "csv", "tsv"} and (anki := anki_header(part.open())) is not None:
            return cls(anki.file_options(file), anki)
        if file.format in {"auto", "json"} and file.path is None and (path := export_path(part.open())) is not None:
            return cls(file.model_copy(update={"format": "json", "path": path}), None)
        return cls(file, None)


class RowsOfFile:
    """Turns batches of records into rows; the mapping is settled by what the first batches show."""

    def __init__(
        self, settled: Settled, options: FileImportOptions, zone: tzinfo, known: Mapping[str, Any] | None = None
    ) -> None:
        self._settled = settled
        self._options = options
        self._dates = DateStyle(zone, options.day_first, options.date_format)
        self._reader: RowReader | None = None
        self.mapping = ColumnMapping(options, settled.anki, known)
        #: All columns that were seen, in their order.
        self.columns: dict[str, None] = {}

    def learn(self, batch: Batch) -> None:
        """Take what a batch shows of columns into account; raises PlatformError ``invalid_mapping``."""
        layout: Mapping[str, Any] = (batch.cursor or {}).get("layout") or {}
        names: Sequence[str] | None = layout.get("names")
        if names is None:
            changed = self._learn_names(batch.records)
        else:
            changed = [*self.columns] != names
            if changed:
                self.columns = dict.fromkeys(names)
                self.mapping.learn_table(names, has_header=bool(layout.get("header")))
        if self._reader is None or changed:
            fields, anki = self.mapping.usable(), self._settled.anki
            self._reader = RowReader(fields, self._options, self._dates, is_table=names is not None, anki=anki)

    def rows(self, item: Batch | Problem) -> Iterator[ImportedRow | InvalidRow]:
        """The rows of a batch that was learned from, or the one that a problem stands for."""
        if isinstance(item, Problem):
            if item.code in _LOST:
                yield InvalidRow(errors={"row": [item.message]}, line=item.line, raw={"row": item.raw})
        elif self._reader is not None:
            yield from map(self._reader.read, item.records, item.lines)

    def _learn_names(self, records: Sequence[Record]) -> bool:
        names: dict[str, None] = {}
        for record in records:
            if not names.keys() >= record.keys():
                names |= dict.fromkeys(record)
        self.columns |= names
        return self.mapping.learn_names(names)
