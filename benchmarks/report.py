"""The tables that a run ends with."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib.metadata import version

from django.db import connection
from rich.console import Console
from rich.table import Table

from benchmarks.sheets import Sheet

_PEERS = ("celery", "django-celery-results", "procrastinate", "django-q2", "django-tasks-db")
_COLOURS = {"reached": "green", "missed": "red"}


def show(sheets: Sequence[Sheet], where: str, console: Console) -> None:
    """Print `sheets`; missed targets are marked as missed."""
    console.print(where)
    for sheet in sheets:
        table = Table(title=sheet.title, title_justify="left", show_lines=True)
        for heading in sheet.headings:
            table.add_column(heading)
        for row in sheet.rows:
            table.add_row(*(f"[{_COLOURS[word]}]{word}[/]" if word in _COLOURS else word for word in row))
        console.print(table)


def markdown(sheets: Sequence[Sheet], where: str) -> str:
    """The same as Markdown tables, for the documentation."""
    return "\n\n".join([where, *(_markdown(sheet) for sheet in sheets)]) + "\n"


def _markdown(sheet: Sheet) -> str:
    lines = [sheet.headings, ["---"] * len(sheet.headings), *sheet.rows]
    return f"{sheet.title}:\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines)


def where_measured(*, beside_peers: bool) -> str:
    """What the figures belong to: the versions of Python and of the server, and of the peers when they took part."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0].split()[0]
    words = [f"Python {platform.python_version()}", f"PostgreSQL {server}", platform.machine()]
    if beside_peers:
        words += [f"{peer} {version(peer)}" for peer in _PEERS]
    return ", ".join(words)
