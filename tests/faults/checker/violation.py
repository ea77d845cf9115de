"""What the checker finds, and what a scenario allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.faults.checker.evidence import Evidence
from tests.faults.checker.story import story_of


@dataclass(frozen=True, slots=True)
class Expectations:
    """What is no violation in the run at hand; the defaults are the strictest."""

    #: Whether every job must have ended.
    all_terminal: bool = True
    #: Seconds that a handler may go on beside its successor, after its process was frozen: nobody can tell it earlier.
    #: 0: not a moment.
    overlap: float = 0.0
    #: Whether the ledger must show every attempt that the database counts: nothing died between claim and start.
    every_claim_starts: bool = False
    #: Whether the API may answer 500, as while its database is away.
    server_errors: bool = False
    #: Jobs that end FAILED by plan, by task; any other must not.
    may_fail: Sequence[str] = ("faults.fail", "faults.poison", "faults.nasty")


@dataclass(frozen=True, slots=True)
class Violation:
    """A promise that was not kept."""

    invariant: str
    #: Empty when it is not about one job.
    job: str
    what: str

    def __str__(self) -> str:
        return f"{self.invariant}: {self.what}" + (f" (job {self.job})" if self.job else "")


class Violated(AssertionError):
    """Says of each broken invariant how often, and tells the story of the first job that shows it."""

    def __init__(self, violations: Sequence[Violation], evidence: Evidence) -> None:
        self.violations = violations
        self.invariants = {violation.invariant for violation in violations}
        super().__init__(_report(violations, evidence))


def _report(violations: Sequence[Violation], evidence: Evidence) -> str:
    counts = Counter(violation.invariant for violation in violations)
    lines = []
    for invariant, count in counts.items():
        first = next(violation for violation in violations if violation.invariant == invariant)
        lines += [f"{invariant}, {count} times, first: {first.what}"]
        lines += [f"    {line}" for line in story_of(first.job, evidence)] if first.job else []
    return "\n".join(lines)
