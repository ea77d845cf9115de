"""What handlers did, in a file beside the system under test: no fault of a database or broker can touch it.

One line each, appended whole: when (monotonic, the same clock for all processes of the machine), what, job, attempt,
process. A job that works says so every few moments, so that the last line of an attempt that was killed tells how long
it lived at least.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

#: start, then any number of beats, then end or raise; none of these after the process was killed.
Event = Literal["start", "beat", "end", "raise"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line."""

    at: float
    event: str
    job: str
    attempt: int
    pid: int


def append(path: Path, line: str) -> None:
    """Append `line`; O_APPEND keeps the lines of several processes whole."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    try:
        os.write(descriptor, f"{line}\n".encode())
    finally:
        os.close(descriptor)


def write(path: Path, event: Event, job: str, attempt: int) -> None:
    """Note that `event` happened in this process now."""
    append(path, f"{time.monotonic()} {event} {job} {attempt} {os.getpid()}")


def read(path: Path) -> list[Entry]:
    """All entries, in the order in which they were written."""
    if not path.exists():
        return []
    rows = [line.split() for line in path.read_text().splitlines()]
    return [Entry(float(at), event, job, int(attempt), int(pid)) for at, event, job, attempt, pid in rows]
