"""Write the outcomes that a handler's own thread could not write, one way or the other."""

from __future__ import annotations

from collections import deque

from django_jobkit.core.outcome import Outcome
from django_jobkit.executors.ledger import Ledger
from django_jobkit.executors.loop import Loop
from django_jobkit.executors.runs import Run, Runs

_IDLE = 60.0


class Clerk(Loop):
    """Takes what is left where handlers settle their own runs: outages, and runs ended over a handler's head."""

    name = "clerk"

    def __init__(self, runs: Runs) -> None:
        super().__init__()
        self.ledger = Ledger(runs)
        self._ended: deque[Run] = deque()

    def finish(self, run: Run, outcome: Outcome) -> None:
        """Hear how `run` ended; the first word about it counts."""
        if run.conclude(outcome):
            self._leave(run)

    def finish_here(self, run: Run, outcome: Outcome) -> None:
        """`finish`, from the thread of the handler, which writes the outcome itself if it can."""
        if run.conclude(outcome) and not self.ledger.try_at_once(run):
            self._leave(run)

    def turn(self) -> float:
        """Write what was left here; sleep until more comes, or until what failed is to be tried again."""
        ended = []
        while self._ended:
            ended.append(self._ended.popleft())
        self.ledger.write(ended)
        return self.ledger.pause(_IDLE)

    def _leave(self, run: Run) -> None:
        self._ended.append(run)
        self.bell.ring()
