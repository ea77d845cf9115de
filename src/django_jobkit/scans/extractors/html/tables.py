"""From a table to records: which table, which names, and cells that span others; loaded with selectolax."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from selectolax.lexbor import LexborNode

from django_jobkit.scans.conf import scans_config
from django_jobkit.scans.extractors.html.options import Table
from django_jobkit.scans.extractors.html.page import Page, words_of
from django_jobkit.scans.problems import ExtractionError

#: As far as browsers let a cell reach.
_WIDEST, _TALLEST = 1000, 65_534
#: Cells of one table, each as often as it spans.
_MOST_CELLS = 2_000_000


class _Grid:
    """The cells of a table by row and column, each as often as it spans."""

    def __init__(self, table: LexborNode) -> None:
        self.rows: list[list[str]] = []
        self.is_head: list[bool] = []
        # By column: how many more rows a cell from above reaches into, and what is in it.
        self._from_above: dict[int, tuple[int, str]] = {}
        self._cells = 0
        for row in _rows_of(table):
            cells = [child for child in row.iter(include_text=False) if child.tag in {"td", "th"}]
            self.rows.append(self._row(cells))
            self._cells += len(self.rows[-1])
            if self._cells > _MOST_CELLS:
                raise ExtractionError("Its table has too many cells.", code="table_too_large")
            in_head = row.parent is not None and row.parent.tag == "thead"
            self.is_head.append(bool(cells) and (in_head or all(cell.tag == "th" for cell in cells)))

    def _row(self, cells: list[LexborNode]) -> list[str]:
        row: list[str] = []
        for cell in cells:
            self._take_from_above(row)
            text = words_of(cell)
            below = _span(cell, "rowspan", _TALLEST) - 1
            for _ in range(_span(cell, "colspan", _WIDEST)):
                if len(row) >= scans_config.MAX_COLUMNS:
                    break
                if below > 0:
                    self._from_above[len(row)] = (below, text)
                row.append(text)
        self._take_from_above(row)
        return row

    def _take_from_above(self, row: list[str]) -> None:
        while (found := self._from_above.pop(len(row), None)) is not None:
            rows, text = found
            if rows > 1:
                self._from_above[len(row)] = (rows - 1, text)
            row.append(text)


def records_of_table(page: Page, take: Table) -> Iterator[dict[str, Any]]:
    """The rows of the table that `take` means, by the names in its head."""
    table = _chosen(page, take)
    if table is None:
        return
    grid = _Grid(table)
    if take.header == "auto":
        heads = len(list(takewhile(bool, grid.is_head)))
        heads = 0 if heads == len(grid.rows) else heads
    else:
        heads = 1 if take.header == "first_row" else 0
    names = _names(grid.rows[:heads], max(map(len, grid.rows), default=0))
    for row in grid.rows[heads:]:
        if row:
            yield {name: row[index] if index < len(row) else None for index, name in enumerate(names)}


def _chosen(page: Page, take: Table) -> LexborNode | None:
    tables = [node for node in page.tree.select(take.selector or "table") if node.tag == "table"]
    if take.index is not None:
        return tables[take.index] if take.index < len(tables) else None
    if take.selector is not None:
        return tables[0] if tables else None
    return max(tables, key=_cells_in, default=None)


def _cells_in(table: LexborNode) -> int:
    return sum(1 for row in _rows_of(table) for _ in row.iter(include_text=False))


def _rows_of(table: LexborNode) -> Iterator[LexborNode]:
    """Its own rows, not those of tables in its cells."""
    for child in table.iter(include_text=False):
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from (row for row in child.iter(include_text=False) if row.tag == "tr")


def _span(cell: LexborNode, name: str, most: int) -> int:
    text = (cell.attributes.get(name) or "").strip()
    digits = text if text.isascii() and text.isdecimal() else "1"
    return min(max(int(digits[:9]), 1), most)


def _names(heads: list[list[str]], width: int) -> list[str]:
    names: list[str] = []
    for index in range(width):
        parts = dict.fromkeys(row[index] for row in heads if index < len(row) and row[index])
        name = base = " ".join(parts) or f"column_{index + 1}"
        number = 1
        while name in names:
            number += 1
            name = f"{base}_{number}"
        names.append(name)
    return names
