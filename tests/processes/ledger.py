"""What handlers did, written to a file beside the system under test: one line each, appended whole."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID


@dataclass(frozen=True)
class Entry:
    """A handler began or ended."""

    job_id: UUID
    attempt: int
    pid: int
    event: str


@dataclass(frozen=True)
class Ledger:
    """The file."""

    path: Path

    def write(self, job_id: UUID, attempt: int, event: str) -> None:
        """Append an entry; O_APPEND makes the lines of several processes stay whole."""
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(descriptor, f"{job_id} {attempt} {os.getpid()} {event}\n".encode())
        os.close(descriptor)

    def read(self, event: str = "began", job_id: UUID | None = None) -> list[Entry]:
        """All entries of this event, of one job or of all."""
        if not self.path.exists():
            return []
        rows = [line.split() for line in self.path.read_text().splitlines()]
        entries = [Entry(UUID(job), int(attempt), int(pid), what) for job, attempt, pid, what in rows]
        return [entry for entry in entries if entry.event == event and job_id in {None, entry.job_id}]


def ledger() -> Ledger:
    """The ledger of this test, which every process of it knows from the environment."""
    return Ledger(Path(os.environ["JOBKIT_TEST_LEDGER"]))
