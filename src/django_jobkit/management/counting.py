"""Rows seen so far, for who watches a command."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

Advance = Callable[[int], object]


def counting(
    stream: Any, title: str, total: int | None = None, rows: str = "rows seen"
) -> AbstractContextManager[Advance]:
    """Call what this gives with each number of `rows` more; shows nothing where nobody looks, or without rich."""
    if stream.isatty():
        try:
            return _rich_counter(stream, title, total, rows)
        except ImportError:
            pass
    return nullcontext(lambda seen: None)


def _rich_counter(stream: Any, title: str, total: int | None, rows: str) -> AbstractContextManager[Advance]:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    class Counting(Progress):
        def __enter__(self) -> Advance:  # type: ignore[override]  # all that the caller needs
            self.start()
            row = self.add_task(title, total=total)
            return lambda seen: self.advance(row, seen)

    of_all = "" if total is None else f" of {total:,}"
    seen = TextColumn(f"{{task.completed:,.0f}}{of_all} {rows}", markup=False)
    console = Console(file=getattr(stream, "_out", stream))
    words = TextColumn("{task.description}", markup=False)
    return Counting(SpinnerColumn(), words, seen, TimeElapsedColumn(), console=console, transient=True)
