"""What Anki writes above the notes that it exports as plain text."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from django_jobkit.files.options import FileOptions
from django_jobkit.files.packing.streams import Stream
from django_jobkit.questions.platforms.file.columns import Field, propose

_HEAD = 64 * 1024
_SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";", "space": " ", "pipe": "|", "colon": ":"}
_COLUMNS: dict[str, Field | None] = {
    "tags column": "tags",
    "guid column": "external_id",
    "deck column": None,
    "notetype column": None,
}
_KNOWN = {"separator", "html", "columns", "deck", "notetype", "tags", "if matches", *_COLUMNS}


@dataclass(frozen=True, slots=True)
class AnkiHeader:
    """The lines above the notes, understood."""

    lines: int
    delimiter: str
    is_html: bool
    #: Names of the fields, where the file says them.
    names: Sequence[str]
    #: What columns are, by their number, counted from 1.
    special: dict[int, Field | None]
    #: What all notes are tagged with.
    tags: str = ""

    def file_options(self, options: FileOptions) -> FileOptions:
        """`options`, with what the header says."""
        said = {"format": "csv", "delimiter": self.delimiter, "header": False, "skip_rows": self.lines}
        names = list(dict.fromkeys(name for name in self.names if name))
        if names and len(names) == len(self.names) and not options.columns:
            said["columns"] = names
        return options.model_copy(update=said)

    def fields(self, columns: Sequence[str]) -> dict[str, Field]:
        """What `columns` are: as the header says, then by their names, then the first is the title."""
        found: dict[str, Field] = {}
        left = []
        for number, column in enumerate(columns, 1):
            if number not in self.special:
                left.append(column)
            elif (field := self.special[number]) is not None:
                found[column] = field
        found |= propose(left, taken=found.values()) if self.names else {}
        for field in ("title", "content"):
            free = [column for column in left if column not in found]
            if field not in found.values() and free:
                found[free[0]] = field  # type: ignore[assignment] # it is one of the two
        return found


def anki_header(stream: Stream) -> AnkiHeader | None:
    """The header at the beginning of `stream`, None where there is none."""
    text = stream.head(_HEAD).decode("utf-8-sig", "replace")
    said = [line[1:].partition(":") for line in takewhile(lambda line: line.startswith("#"), text.splitlines())]
    values = {name.strip().lower(): value for name, _, value in said}
    if not said or "separator" not in values.keys() & _KNOWN:
        return None
    separator = values["separator"].strip()
    delimiter = _SEPARATORS.get(separator.lower(), separator if _may_separate(separator) else "\t")
    return AnkiHeader(
        lines=len(said),
        delimiter=delimiter,
        is_html=values.get("html", "").strip().lower() == "true",
        names=_names(values.get("columns", ""), delimiter),
        special={
            int(number): field
            for name, field in _COLUMNS.items()
            if (number := values.get(name, "").strip()).isdecimal() and number.isascii() and len(number) < 5  # noqa: PLR2004 # columns
        },
        tags=values.get("tags", "").strip(),
    )


def _may_separate(mark: str) -> bool:
    return len(mark) == 1 and mark.isascii() and mark.isprintable() and not mark.isalnum() and mark != '"'


def _names(line: str, delimiter: str) -> list[str]:
    if not line.strip():
        return []
    row: list[str] = next(iter(csv.reader([line], delimiter=delimiter)), [])
    return [cell.strip()[:200] for cell in row]
