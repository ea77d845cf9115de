"""The records of the sample as what they are: a table of the elements."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from demo.tour.client import Record

GROUPS = 18
FIRST_ROWS = 5
SHOWN = ("number", "symbol", "name", "weight", "period", "group", "category", "state")
COLOURS = {"gas": "cyan", "liquid": "blue", "solid": "green", None: "bright_black"}


def first_records(records: Sequence[Record]) -> Table:
    """The first of them, field by field."""
    table = Table(title=f"The first {FIRST_ROWS} of {len(records)} records", title_justify="left")
    for name in SHOWN:
        table.add_column(name, justify="right" if isinstance(records[0][name], int | float) else "left")
    for record in records[:FIRST_ROWS]:
        table.add_row(*("" if record[name] is None else str(record[name]) for name in SHOWN))
    return table


def periodic_table(records: Sequence[Record]) -> RenderableType:
    """All of them, each in its place: by period and group, and those that have no group beneath."""
    grid, apart = _grid(), _grid()
    for period in range(1, 1 + max(record["period"] for record in records)):
        row = [record for record in records if record["period"] == period]
        placed = {record["group"]: record for record in row if record["group"] is not None}
        grid.add_row(*(_symbol(placed.get(group)) for group in range(1, GROUPS + 1)))
        without_group = [record for record in row if record["group"] is None]
        if without_group:
            apart.add_row("", "", *map(_symbol, without_group))
    legend = Text("  ").join(Text(state or "unknown", style=colour) for state, colour in COLOURS.items())
    return Group(Text("All of them", style="italic"), grid, Text(), apart, legend)


def _grid() -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(GROUPS):
        grid.add_column(min_width=2)
    return grid


def _symbol(record: Record | None) -> Text:
    return Text() if record is None else Text(record["symbol"], style=COLOURS[record["state"]])
