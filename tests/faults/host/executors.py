"""An executor that writes down what it hears; workers look for due rows by themselves."""

from __future__ import annotations

import time
from collections.abc import Sequence

from django_jobkit.core.executor import BaseExecutor, Hint
from tests.faults.host.environment import FOLDER
from tests.faults.ledger import append


class Listening(BaseExecutor):
    """Runs nothing."""

    def dispatch(self, hints: Sequence[Hint]) -> None:
        """Note each hint."""
        for hint in hints:
            append(FOLDER / "hints", f"{time.monotonic()} {hint.job_id}")
