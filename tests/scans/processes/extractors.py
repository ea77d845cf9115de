"""The extractor of the processes under test; it writes down where it began."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pydantic

from django_jobkit.scans import Batch, ScanContext, extractor
from django_jobkit.scans.registry import extractors

_PAGE = 700


class NumberOptions(pydantic.BaseModel):
    """How many, and how long each page takes."""

    count: int
    seconds: float = 0.0


@extractor("processes.numbers", options=NumberOptions)
def numbers(options: NumberOptions, scan: ScanContext) -> Iterator[Any]:
    """Numbers from 0 on, in pages."""
    note(scan.cursor or 0)
    for first in range(scan.cursor or 0, options.count, _PAGE):
        last = min(first + _PAGE, options.count)
        if options.seconds:
            scan.wait(options.seconds)
        yield Batch([{"n": number, "text": f"number {number}"} for number in range(first, last)], cursor=last, pages=1)


# A test registers it for as long as it needs it; workers find it by autodiscovery.
if "JOBKIT_TEST_BEGINNINGS" not in os.environ:
    extractors.remove(numbers.name)


def note(first: int) -> None:
    """Append where an attempt began."""
    descriptor = os.open(os.environ["JOBKIT_TEST_BEGINNINGS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{first}\n".encode())
    os.close(descriptor)


def beginnings(path: Path) -> list[int]:
    """Where all attempts began, in order."""
    return [int(line) for line in path.read_text().split()]
