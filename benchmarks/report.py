"""The table that a run ends with."""

from __future__ import annotations

import platform
from collections.abc import Sequence

from django.db import connection
from rich.console import Console
from rich.table import Table

from benchmarks.measure import Measure


def show(measures: Sequence[Measure], where: str, console: Console) -> None:
    """Print `measures` as a table; missed targets are marked as missed."""
    table = Table(title=where, title_justify="left", show_lines=True)
    for heading in ("measure", "floor", "ours", "ratio", "target", "others, beside the same floor elsewhere"):
        table.add_column(heading)
    for measure in measures:
        sign = "≤" if measure.at_most else "≥"
        verdict = "[green]reached[/]" if measure.reached else "[red]missed[/]"
        table.add_row(
            measure.name,
            f"{measure.floor:,.0f} {measure.unit}",
            f"{measure.ours:,.0f} {measure.unit}",
            f"{measure.ratio:.2f}",
            f"{sign} {measure.target} {verdict}",
            measure.peers,
        )
    console.print(table)


def markdown(measures: Sequence[Measure], where: str) -> str:
    """The same as a Markdown table, for the documentation."""
    lines = [
        "| measure | floor | ours | ratio | target | |",
        "|---|---|---|---|---|---|",
    ]
    for measure in measures:
        sign = "≤" if measure.at_most else "≥"
        lines.append(
            f"| {measure.name} | {measure.floor:,.0f} {measure.unit} | {measure.ours:,.0f} {measure.unit} "
            f"| {measure.ratio:.2f} | {sign} {measure.target} | {'reached' if measure.reached else 'missed'} |"
        )
    return f"{where}\n\n" + "\n".join(lines) + "\n"


def where_measured() -> str:
    """What the figures belong to: the versions of Python and of the server."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0].split()[0]
    return f"Python {platform.python_version()}, PostgreSQL {server}, {platform.machine()}"
