"""What the tour shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from demo.tour.client import Job

WIDTH_OF_BARS = 24
WIDTH_OF_PIPES = 110


def make_console() -> Console:
    """A console that breaks no addresses when its output is piped."""
    console = Console()
    if not console.is_terminal:
        console.width = max(console.width, WIDTH_OF_PIPES)
    return console


def progress_bar(console: Console) -> Progress:
    """The bar that follows a job."""
    return Progress(
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description:<10}"),
        BarColumn(bar_width=WIDTH_OF_BARS),
        TextColumn("{task.percentage:>3.0f} %  {task.fields[message]}"),
        TimeElapsedColumn(),
        console=console,
    )


def follow(changes: Iterable[Job], console: Console) -> Job:
    """Draw the bar of a job to its end, and return the job as it is then."""
    job: Job = {}
    with progress_bar(console) as bar:
        line = bar.add_task("PENDING", total=None, message="")
        for job in changes:
            current, total = _steps(job)
            message = job["progress"]["message"]
            bar.update(line, description=job["status"].upper(), completed=current, total=total, message=message)
    return job


def _steps(job: Job) -> tuple[float, float | None]:
    progress = job["progress"]
    if progress["total"] is None and job["status"].upper() == "COMPLETED":
        # It had nothing to count.
        return 1, 1
    return progress["current"] or 0, progress["total"]


def statistics(result: dict[str, Any]) -> RenderableType:
    """The result of demo.word_statistics."""
    return Group(_chapters(result), _common_words(result))


def _chapters(result: dict[str, Any]) -> Table:
    table = Table("Chapter", title=f"{result['title']}, counted chapter by chapter", title_justify="left")
    for heading in ("Words", "Sentences", "Longest sentence", "Reading ease"):
        table.add_column(heading, justify="right")
    for row in result["chapters"]:
        table.add_row(row["title"], *_numbers(row))
    table.add_section()
    table.add_row(f"{result['distinct_words']:,} different words", *_numbers(result), style="bold")
    return table


def _numbers(row: dict[str, Any]) -> list[str]:
    counts = [f"{row[name]:,}" for name in ("words", "sentences", "longest_sentence")]
    return [*counts, f"{row['reading_ease']:.1f}"]


def _common_words(result: dict[str, Any]) -> Table:
    table = Table("Word", title="Its most common words", title_justify="left")
    table.add_column("Times", justify="right")
    table.add_column("")
    most = max(row["count"] for row in result["most_common"])
    for row in result["most_common"]:
        bar = "█" * round(WIDTH_OF_BARS * row["count"] / most)
        table.add_row(row["word"], str(row["count"]), f"[green]{bar}[/green]")
    return table


def history(rows: Iterable[dict[str, Any]]) -> Table:
    """What happened to a job."""
    table = Table("When (UTC)", "Status", "Attempt", "Message", title="Its history", title_justify="left")
    for row in rows:
        moment = datetime.fromisoformat(row["timestamp"]).strftime("%H:%M:%S.%f")[:-3]
        table.add_row(moment, row["status_type"], str(row["attempt"] or ""), row["message"])
    return table


def pages(site: str, found: Iterable[tuple[str, str, int]]) -> RenderableType:
    """Every page of the project, with the code it answered with."""
    table = Table.grid(padding=(0, 2))
    for path, description, code in found:
        table.add_row(f"{site}{path}", description, f"[green]{code}[/green]" if code < 400 else f"[red]{code}[/red]")  # noqa: PLR2004
    return Panel(table, title="What to look at", title_align="left", expand=False)
