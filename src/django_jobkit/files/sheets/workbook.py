"""The parts of a workbook: its sheets, the texts they share, and which numbers are dates."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django_jobkit.exceptions import ExtraMissing
from django_jobkit.files.errors import SheetNotFound, UnknownFormat, WorkbookDamaged
from django_jobkit.files.limits import Limits
from django_jobkit.files.packing.budget import Account, Budget
from django_jobkit.files.packing.directory import open_zip
from django_jobkit.files.packing.parts import is_workbook
from django_jobkit.files.packing.streams import Stream
from django_jobkit.files.packing.zipped import member_stream
from django_jobkit.files.sheets.shared_strings import SharedStrings
from django_jobkit.files.trees.xml_events import Event, xml_events

_WORKBOOK = "xl/workbook.xml"
_STYLES = "xl/styles.xml"
_STRINGS = "xl/sharedStrings.xml"
#: Sheets, relations and styles of a workbook at most; more are passed over.
_MOST = 100_000
#: Cell styles that spreadsheet programs write into one workbook at most.
_MOST_STYLES = 65_536


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's name, where it is in the archive, and whether it is shown."""

    name: str
    path: str
    is_visible: bool


class Workbook:
    """An .xlsx or .xlsm file; macros and formulas are not run, the values they had are read."""

    def __init__(self, file: IO[bytes], limits: Limits, budget: Budget) -> None:
        _require_extra()
        self._archive = open_zip(file)
        self._limits = limits
        self._budget = budget
        self._accounts: dict[str, Account] = {}
        self._names = {info.filename: info for info in self._archive.infolist()}
        if not is_workbook(self._archive):
            raise UnknownFormat("The file is called a workbook and is none; look how it was made.")
        self.from_1904 = False
        self.sheets = self._sheets()

    def sheet(self, wanted: str | int | None) -> Sheet:
        """The sheet of this name or number, else the first that is visible; raises SheetNotFound."""
        if isinstance(wanted, int) and wanted <= len(self.sheets):
            return self.sheets[wanted - 1]
        for sheet in self.sheets:
            if sheet.name == wanted or (wanted is None and sheet.is_visible):
                return sheet
        names = ", ".join(repr(sheet.name) for sheet in self.sheets[:20])
        raise SheetNotFound(f"The workbook has no sheet {wanted!r}; there are: {names}."[:500])

    def stream(self, path: str) -> Stream:
        """The bytes of one part of the workbook."""
        if path not in self._names:
            raise WorkbookDamaged(f"The workbook has no part {path!r}; save it anew."[:300])
        account = self._accounts.setdefault(path, Account(self._budget))
        return member_stream(self._archive, self._names[path], account.begin())

    def load(self, strings: SharedStrings) -> None:
        """Fill `strings` with the texts that cells share."""
        found = next((name for name in self._names if name.lower() == _STRINGS.lower()), None)
        if found is not None:
            strings.load(self.stream(found))

    def date_styles(self) -> frozenset[int]:
        """The numbers of the cell styles that show a number as a date."""
        from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

        formats: dict[int, str] = dict(BUILTIN_FORMATS)
        styles: list[int] = []
        inside = False
        for kind, name, attributes in self._events(_STYLES):
            if name == "cellXfs":
                inside = kind == "start"
            elif kind == "start" and name == "numFmt" and len(formats) < _MOST:
                formats[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[:255]
            elif kind == "start" and name == "xf" and inside:
                if len(styles) == _MOST_STYLES:
                    raise WorkbookDamaged(f"The workbook has more than {_MOST_STYLES:,} cell styles; save it as CSV.")
                styles.append(_number(attributes.get("numFmtId")))
        return frozenset(at for at, style in enumerate(styles) if is_date_format(formats.get(style, "")))

    def _sheets(self) -> list[Sheet]:
        paths = self._relations()
        sheets: list[Sheet] = []
        for kind, name, attributes in self._events(_WORKBOOK, needed=True):
            if kind != "start" or len(sheets) > _MOST:
                continue
            if name == "workbookPr":
                self.from_1904 = attributes.get("date1904") in {"1", "true"}
            elif name == "sheet" and (path := paths.get(attributes.get("id", ""))):
                visible = attributes.get("state", "visible") == "visible"
                sheets.append(Sheet(attributes.get("name", ""), path, visible))
        return sheets

    def _relations(self) -> dict[str, str]:
        """The sheets' places in the archive by the ids that the workbook has for them; charts are none."""
        return {
            attributes.get("Id", ""): posixpath.normpath(posixpath.join("/xl", attributes.get("Target", ""))).lstrip(
                "/"
            )
            for kind, name, attributes in self._events("xl/_rels/workbook.xml.rels", needed=True)
            if kind == "start" and name == "Relationship" and attributes.get("Type", "").endswith("/worksheet")
        }

    def _events(self, path: str, *, needed: bool = False) -> Iterator[Event]:
        """The events of a small part."""
        if path not in self._names and not needed:
            return
        count = 0
        for events in xml_events(self.stream(path), self._limits):
            yield from events
            count += len(events)
            if count > 10 * _MOST:
                raise WorkbookDamaged(f"The part {path!r} of the workbook is larger than any program makes it.")


def _place(target: str) -> str:
    """Where in the archive it is what the workbook calls `target`."""
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _require_extra() -> None:
    try:
        import defusedxml  # noqa: F401 # only to see that it is there
        import openpyxl  # noqa: F401 # likewise
    except ImportError as error:
        raise ExtraMissing("files") from error


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 9 else 0  # noqa: PLR2004 # as long as an id may be
