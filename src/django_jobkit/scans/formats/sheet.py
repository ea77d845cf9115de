"""A sheet of a spreadsheet as XML, and the few files around it that make a workbook.

Written by hand, because the writers there are keep a cell as an object, which makes them ten times slower, and leave a
temporary file behind when they are stopped half-way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from string import ascii_uppercase
from typing import Any

#: What a spreadsheet can open.
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
_MOST_IN_CELL = 32_767
#: A spreadsheet keeps 15 digits; a longer whole number is an identifier, and stays what it is as text.
_MOST_INTEGER = 10**15
# Not in XML at all, or changed by whoever reads it.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE_OF_SHEETS = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

SHEET = "xl/worksheets/sheet1.xml"
#: Every other file of the workbook.
AROUND = {
    "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/{SHEET}" ContentType="{_TYPES}.worksheet+xml"/></Types>',
    "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="Records" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
BEGIN = f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>'
END = "</sheetData></worksheet>"


def rows_of(columns: Sequence[Sequence[Any]], first: int) -> str:
    """Rows from number `first` on, as XML; cells are text, numbers, booleans or None."""
    letters = list(_letters(len(columns)))
    rows = []
    for number, row in enumerate(zip(*columns, strict=True), first):
        cells = [
            _cell(f"{letter}{number}", value) for letter, value in zip(letters, row, strict=True) if value is not None
        ]
        rows.append(f'<row r="{number}">{"".join(cells)}</row>')
    return "".join(rows)


def _letters(count: int) -> Iterator[str]:
    """A to Z, AA to ZZ, AAA and so on."""
    for number in range(1, count + 1):
        letters = ""
        rest = number
        while rest:
            rest, digit = divmod(rest - 1, len(ascii_uppercase))
            letters = ascii_uppercase[digit] + letters
        yield letters


def _cell(place: str, value: Any) -> str:
    if type(value) is bool:
        return f'<c r="{place}" t="b"><v>{value:d}</v></c>'
    if type(value) is float or (type(value) is int and -_MOST_INTEGER < value < _MOST_INTEGER):
        return f'<c r="{place}"><v>{value!r}</v></c>'
    # Never "str", which is the type of a formula's result.
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{_text(str(value))}</t></is></c>'


def _text(text: str) -> str:
    if len(text) * 2 > _MOST_IN_CELL:
        text = _cut(text)
    text = _ESCAPE_OF_SHEETS.sub("_x005F_", _NOT_XML.sub("\ufffd", text))
    # A reader of XML takes a bare carriage return for a newline.
    return escape(text, quote=False).replace("\r", "&#13;")


def _cut(text: str) -> str:
    """`text` as far as it fits into a cell, whose length is counted in units of UTF-16."""
    units = text.encode("utf-16-le", errors="replace")
    if len(units) <= _MOST_IN_CELL * 2:
        return text
    return units[: (_MOST_IN_CELL - 1) * 2].decode("utf-16-le", errors="ignore") + "…"
