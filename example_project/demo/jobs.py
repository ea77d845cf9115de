"""The demo tasks; the names, types and bounds of their parameters are their schema."""

from __future__ import annotations

import hashlib
import math
from typing import Annotated

from pydantic import BaseModel, Field

from demo.library import read_book
from demo.word_statistics import Tally, WordStatistics
from django_jobkit import JobContext, job

Integer = Annotated[int, Field(strict=True)]
Real = Annotated[float, Field(strict=True, allow_inf_nan=False)]
# Whole numbers stay whole, and text is not taken for a number.
Number = Integer | Real
UpToAnHour = Annotated[int, Field(strict=True, ge=0, le=3600)] | Annotated[float, Field(strict=True, ge=0, le=3600)]


class Rest(BaseModel):
    """What a long-running job did."""

    duration: Number
    steps: int


class ProcessedData(BaseModel):
    """What was found out about some text."""

    characters: int
    words: int
    lines: int
    upper_case: str
    sha256: str


@job("demo.add")
def add(x: Number, y: Number) -> Number:
    """Add two numbers."""
    return x + y


@job("demo.long_running")
def long_running(ctx: JobContext, duration: UpToAnHour = 10) -> Rest:
    """Take as many seconds as asked; it reports progress and stops when it is cancelled."""
    # Tenths of short durations, seconds of long ones.
    steps = max(10, math.ceil(duration))
    for _ in ctx.track(range(steps), message="Working"):
        ctx.wait(duration / steps)
    return Rest(duration=duration, steps=steps)


@job("demo.process_data")
def process_data(data: Annotated[str, Field(max_length=100_000)]) -> ProcessedData:
    """Count what is in a text, and give it back in capitals with its digest."""
    return ProcessedData(
        characters=len(data),
        words=len(data.split()),
        lines=len(data.splitlines()),
        upper_case=data.upper(),
        sha256=hashlib.sha256(data.encode()).hexdigest(),
    )


@job("demo.fail", max_attempts=1)
def fail(message: Annotated[str, Field(max_length=1000)] = "This task always fails.") -> None:
    """Fail, however often it is tried."""
    raise RuntimeError(message)


@job("demo.word_statistics")
def word_statistics(
    ctx: JobContext,
    most_common: Annotated[int, Field(strict=True, ge=1, le=100)] = 10,
    seconds_per_chapter: Annotated[float, Field(strict=True, ge=0, le=60)] = 0,
) -> WordStatistics:
    """Read a tale chapter by chapter and count its words; after a crash it goes on where it stopped.

    It leaves a table of all words behind, among the artifacts of the job.
    `seconds_per_chapter` slows the reading down so that there is something to watch.
    """
    book = read_book()
    tally = Tally.model_validate(ctx.saved_state or {})
    for chapter in book.chapters[len(tally.chapters) :]:
        ctx.report_progress(len(tally.chapters), len(book.chapters), chapter.title)
        ctx.wait(seconds_per_chapter)
        tally.add(chapter)
        ctx.checkpoint(tally.model_dump(mode="json"))
    ctx.attach("words.csv", tally.as_csv())
    ctx.report_progress(len(book.chapters), message="Finished")
    return tally.summary(book.title, most_common)
