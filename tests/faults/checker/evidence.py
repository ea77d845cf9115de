"""Everything that is known of what happened, and nothing that the system says of itself in code."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from tests.faults import ledger
from tests.faults.checker.reading import Database, JobRow, StatusRow


@dataclass(frozen=True, slots=True)
class Answer:
    """What a client was told; `status` is 0 when it was told nothing."""

    asked_at: float
    method: str
    path: str
    sent: Any
    status: int
    body: Any
    key: str = ""
    caller: str = ""
    seconds: float = 0.0
    error: str = ""

    @property
    def ok(self) -> bool:
        """Whether it is a 2xx."""
        return 200 <= self.status < 300

    @property
    def answered_at(self) -> float:
        """When the client had it, by the monotonic clock."""
        return self.asked_at + self.seconds

    @property
    def job(self) -> str:
        """The id of the job that it is about; empty when it is about none, or the answer does not say."""
        parts = self.path.strip("/").removeprefix("api/").split("/")
        if parts[0] == "jobs" and len(parts) > 1:
            return parts[1]
        if parts[0] == "jobs" and self.method == "POST" and self.ok:
            return str(self.body["id"])
        return ""

    @property
    def verb(self) -> str:
        """submit, look, cancel, retry, statuses ..., delete."""
        parts = self.path.partition("?")[0].strip("/").removeprefix("api/").split("/")
        if parts == ["jobs"] and self.method == "POST":
            return "submit"
        if len(parts) == 2:
            return {"GET": "look", "DELETE": "delete"}.get(self.method, self.method)
        return parts[-1]


@dataclass(frozen=True, slots=True)
class Hook:
    """A listener was told that a job reached a status in an attempt."""

    at: float
    job: str
    status: str
    attempt: int


Told = TypeVar("Told", StatusRow, ledger.Entry, Answer)


@dataclass
class Evidence:
    """Rows, and lines of logs."""

    jobs: dict[str, JobRow] = field(default_factory=dict)
    statuses: list[StatusRow] = field(default_factory=list)
    #: (job, attempt) of each effect that is in the database.
    effects: list[tuple[str, int]] = field(default_factory=list)
    entries: list[ledger.Entry] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    hooks: list[Hook] = field(default_factory=list)
    #: Ids that the executor was told of, where one listened.
    hints: list[str] = field(default_factory=list)

    @classmethod
    def gather(cls, database: Database, folder: Path) -> Evidence:
        """What database and folder hold now."""
        return cls(
            jobs={job.id: job for job in database.jobs()},
            statuses=database.statuses(),
            effects=database.effects(),
            entries=ledger.read(folder / "ledger"),
            answers=[Answer(**json.loads(line)) for line in _lines(folder / "answers")],
            hooks=[_hook(line) for line in _lines(folder / "hooks")],
            hints=[line.split()[1] for line in _lines(folder / "hints")],
        )

    @cached_property
    def history(self) -> dict[str, list[StatusRow]]:
        """The rows of each job's history, by their numbers."""
        return _by_job(sorted(self.statuses, key=lambda row: row.seq))

    @cached_property
    def ledger_of(self) -> dict[str, list[ledger.Entry]]:
        """The ledger of each job, by time."""
        return _by_job(sorted(self.entries, key=lambda entry: entry.at))

    @cached_property
    def answers_of(self) -> dict[str, list[Answer]]:
        """The answers about each job, by the time they came."""
        return _by_job(sorted(self.answers, key=lambda answer: answer.answered_at))

    @cached_property
    def deleted(self) -> set[str]:
        """Jobs that a client deleted, or tried to without hearing what came of it."""
        return {answer.job for answer in self.answers if answer.verb == "delete" and (answer.ok or not answer.status)}

    def starts(self, job: str) -> list[ledger.Entry]:
        """The attempts that began."""
        return [entry for entry in self.ledger_of.get(job, []) if entry.event == "start"]

    def path(self, job: str) -> list[str]:
        """The statuses that the job went through."""
        return [row.status for row in self.history.get(job, [])]


def _by_job(found: Iterable[Told]) -> dict[str, list[Told]]:
    """What was `found` of each job, in the same order."""
    sorted_out: dict[str, list[Told]] = defaultdict(list)
    for one in found:
        sorted_out[one.job].append(one)
    return sorted_out


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def _hook(line: str) -> Hook:
    at, job, status, attempt = line.split()
    return Hook(float(at), job, status, int(attempt))
