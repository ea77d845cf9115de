"""The independent checker: raw SQL and logs against the promises. It imports nothing of the package.

`check` answers what was violated; `Violated` says it with the whole story of the first job that shows it.
"""

from __future__ import annotations

from tests.faults.checker.checking import check
from tests.faults.checker.violation import Expectations, Violated, Violation

__all__ = ["Expectations", "Violated", "Violation", "check"]
