"""Records as a table of text (RFC 4180, UTF-8 without a mark)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from django_jobkit.scans.formats.cells import cells_of, column_of
from django_jobkit.scans.formats.content import Content
from django_jobkit.scans.formats.format import Download, Format


class Csv(Format):
    """Commas between cells, a header, CR LF behind each row."""

    name = "csv"
    media_type = "text/csv"
    extension = "csv"

    def write(self, content: Content, *, raw: bool = False) -> Download:
        """The records as rows; null and missing are empty, objects and arrays are JSON."""
        return Download(_rows(content, raw=raw))


def _rows(content: Content, *, raw: bool) -> Iterator[bytes]:
    names = content.names
    if not names:
        return
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(cells_of(list(names), raw=raw))
    for batch in content.batches():
        columns = [cells_of(column_of(batch, name), raw=raw) for name in names]
        writer.writerows(zip(*columns, strict=True))
        yield text.getvalue().encode(errors="replace")
        text.seek(0)
        text.truncate()
    # The header, when no record came behind it.
    if rest := text.getvalue():
        yield rest.encode(errors="replace")
