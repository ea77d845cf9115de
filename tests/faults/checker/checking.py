"""Ask every invariant."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.faults.checker import answers, attempts, endings, histories
from tests.faults.checker.evidence import Evidence
from tests.faults.checker.violation import Expectations, Violation

Invariant = Callable[[Evidence, Expectations], Iterator[Violation]]

INVARIANTS: list[Invariant] = [*histories.INVARIANTS, *endings.INVARIANTS, *attempts.INVARIANTS, *answers.INVARIANTS]


def check(evidence: Evidence, expectations: Expectations | None = None) -> list[Violation]:
    """Everything that violates an invariant; nothing when all is well."""
    allowed = expectations or Expectations()
    return [violation for invariant in INVARIANTS for violation in invariant(evidence, allowed)]
