"""Records as a sheet for people."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django_jobkit.files.formulas import defused
from django_jobkit.scans.conf import scans_config
from django_jobkit.scans.formats.cells import as_text, column_of
from django_jobkit.scans.formats.content import Content
from django_jobkit.scans.formats.format import Download, Format
from django_jobkit.scans.formats.sheet import AROUND, BEGIN, END, MOST_COLUMNS, MOST_ROWS, SHEET, rows_of
from django_jobkit.scans.problems import TooLargeForXlsx, TooManyColumnsForXlsx, TooManyRowsForXlsx

# Beyond this a zip needs extensions that spreadsheets do not read.
_MOST_BYTES = 2**31 - 1


class Xlsx(Format):
    """One sheet with a header; text is text, and never a formula."""

    name = "xlsx"
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    extension = "xlsx"

    def write(self, content: Content, *, raw: bool = False) -> Download:
        """The sheet, from a temporary file; raises TooManyRowsForXlsx, TooManyColumnsForXlsx and TooLargeForXlsx."""
        if len(content.columns) > MOST_COLUMNS:
            raise TooManyColumnsForXlsx
        _check_rows(content.count or 0)
        file = TemporaryFile()  # noqa: SIM115 - the download closes it
        try:
            with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as workbook:
                _fill(workbook, content, raw=raw)
            file.seek(0, 2)
            return Download.of_file(file)
        except BaseException:
            file.close()
            raise


def _check_rows(records: int) -> None:
    most = min(scans_config.MAX_XLSX_RECORDS, MOST_ROWS - 1)
    if records > most:
        message = f"A sheet may have {most:,} records here; download them as CSV, NDJSON or Parquet, or filter them."
        raise TooManyRowsForXlsx(message)


def _fill(workbook: ZipFile, content: Content, *, raw: bool) -> None:
    for name, text in AROUND.items():
        workbook.writestr(name, text)
    written = 0
    with workbook.open(SHEET, "w") as sheet:
        for piece in _pieces(content, raw=raw):
            written += len(piece)
            if written > _MOST_BYTES:
                raise TooLargeForXlsx
            sheet.write(piece)


def _pieces(content: Content, *, raw: bool) -> Iterator[bytes]:
    names = content.names
    yield BEGIN.encode()
    yield rows_of([_cells([name], raw=raw) for name in names], 1).encode()
    records = 0
    for batch in content.batches():
        _check_rows(records + len(batch))
        yield rows_of([_cells(column_of(batch, name), raw=raw) for name in names], records + 2).encode()
        records += len(batch)
    yield END.encode()


def _cells(values: list[Any], *, raw: bool) -> list[Any]:
    texts = [value if isinstance(value, (bool, int, float)) else as_text(value) for value in values]
    return texts if raw else [defused(value) if isinstance(value, str) else value for value in texts]
