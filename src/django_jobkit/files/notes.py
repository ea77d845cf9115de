"""Problems of a file, each kind of them a bounded number of times."""

from __future__ import annotations

from dataclasses import dataclass, field

from django_jobkit.files.found import Problem

#: How often one kind of problem is told of one column; a million wrong cells are one mistake.
MOST = 100
_MAX_RAW = 200


@dataclass
class Notes:
    """Collects problems until they are yielded, and counts them across attempts."""

    told: dict[str, int] = field(default_factory=dict)
    waiting: list[Problem] = field(default_factory=list)

    def add(self, code: str, message: str, *, line: int | None = None, field: str = "", raw: str = "") -> None:
        """Tell of a problem, unless it was told often enough."""
        key = f"{code} {field}" if field else code
        count = self.told.get(key, 0) + 1
        if count > MOST:
            return
        self.told[key] = count
        if count == MOST:
            message += f" This is told {MOST} times; there may be more of them."
        # Databases differ in whether text may have a NUL; a sample can do without.
        raw = raw[:_MAX_RAW].replace("\0", "\ufffd")
        self.waiting.append(Problem(code, message, line=line, field=field[:200], raw=raw))

    def is_full(self, code: str, field: str = "") -> bool:
        """Whether more of this would not be told."""
        return self.told.get(f"{code} {field}" if field else code, 0) >= MOST

    def forget(self) -> None:
        """Drop the problems that were not yielded yet, for what they are about is read again."""
        for problem in self.waiting:
            key = f"{problem.code} {problem.field}" if problem.field else problem.code
            self.told[key] -= 1
        self.waiting = []

    def take(self) -> list[Problem]:
        """The problems that were not yielded yet."""
        taken, self.waiting = self.waiting, []
        return taken
