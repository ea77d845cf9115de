"""A child as its parent sees it: a mirror of what it runs, and the way to kill it over that and nothing else."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from django_jobkit.core.context import Progress
from django_jobkit.core.outcome import Fenced, Outcome
from django_jobkit.executors.celery.board import NOBODY, Attempt, Key, Order, Slot, TornRead, Word
from django_jobkit.executors.runs import Run, Runs
from django_jobkit.services.claim import ClaimedJob

logger = logging.getLogger(__name__)

# Between the sentence and its execution, for a child that has just ended the run to say so.
_MOMENT = 0.02

#: What becomes of the job of a child that was killed on purpose.
Verdict = Callable[[ClaimedJob], Outcome]


@dataclass(frozen=True, slots=True)
class Death:
    """A child that is no more, by the name under which it claimed; without a `verdict` its job was lost."""

    pid: int
    worker: str
    verdict: Verdict | None = None


class MirroredRun(Run):
    """An attempt in another process; whoever stops it here stops it there."""

    def __init__(self, attempt: Attempt, on_stop: Callable[[], object]) -> None:
        job_id, number = attempt.key
        # What it takes to look after a run; who has to settle it reads the rest from the row.
        super().__init__(ClaimedJob(job_id, number, "", "", 0, None, {}, None), attempt.claimed_at, alone=False)
        self.context.deadline = attempt.deadline
        self.stopped_at: float | None = None
        self._on_stop = on_stop
        self.context.on_stop(self._note_stop)

    def _note_stop(self) -> None:
        if self.stopped_at is None:
            self.stopped_at = time.monotonic()
        self._on_stop()


class Seat:
    """One slot of the board, read; everything here is called under the lock of the overseer."""

    def __init__(self, slot: Slot, runs: Runs, on_stop: Callable[[], object]) -> None:
        self._slot = slot
        self._runs = runs
        self._on_stop = on_stop
        self._word: Word | None = None
        self._ordered: Order | None = None
        self.run: MirroredRun | None = None
        self._sentence: tuple[Key, Verdict | None, float] | None = None
        self._killed = False
        #: The dead keep their place on the board until somebody else takes it.
        self._buried = NOBODY

    def look(self) -> Death | None:
        """Bring the mirror up to date; answers the death of the child that sat here, once."""
        if not self._slot.is_used:
            return None
        before, self._word = self._word, self._read()
        death = None
        if before is not None and (self._word is None or self._word.pid != before.pid):
            death = self._bury(before)
        if self._word is not None and _is_dead(self._word.pid):
            death = self._bury(self._word)
            self._word = None
        self._mirror(None if self._word is None else self._word.attempt)
        return death

    def _read(self) -> Word | None:
        try:
            word = self._slot.word()
        except TornRead:
            # Perhaps for ever: it may have been killed over the writing.
            return self._word
        return None if word is None or word.worker in {self._buried, NOBODY} else word

    def give_orders(self) -> None:
        """Tell the child what has become of its attempt."""
        run = self.run
        if run is None:
            return
        condemned = self._sentence is not None and self._sentence[0] == run.key
        order = Order(run.key, run.lease_until, run.seen_at, run.context.stop_error, condemned)
        if order != self._ordered:
            self._slot.give(order)
            self._ordered = order

    def condemn(self, verdict: Verdict | None) -> None:
        """Have the child killed, unless it ends its attempt in the meantime; its job ends as `verdict` says."""
        if self.run is not None and self._sentence is None:
            self._sentence = (self.run.key, verdict, time.monotonic())
            self.give_orders()

    @property
    def is_condemned(self) -> bool:
        """Whether a sentence is to be executed."""
        return self._sentence is not None and not self._killed

    def execute(self) -> None:
        """Kill a condemned child that still runs what it was condemned for; let any other go."""
        if self._sentence is None or self._killed:
            return
        key, _verdict, since = self._sentence
        if self.run is None or self.run.key != key or self.run.outcome is not None:
            self._pardon(key)
        elif time.monotonic() >= since + _MOMENT and self._word is not None and not _is_dead(self._word.pid):
            logger.error("Job %s does not stop; its process %d is killed.", key[0], self._word.pid)
            self._killed = True
            os.kill(self._word.pid, signal.SIGKILL)

    def _pardon(self, key: Key) -> None:
        self._sentence = None
        self._slot.give(Order(key, 0.0, 0.0, None, condemned=False))
        self._ordered = None

    def _bury(self, word: Word) -> Death:
        verdict = self._sentence[1] if self._sentence is not None and self._killed else None
        self._sentence = None
        self._killed = False
        self._buried = word.worker
        return Death(word.pid, word.worker, verdict)

    def _mirror(self, attempt: Attempt | None) -> None:
        if self.run is not None and (attempt is None or attempt.key != self.run.key):
            run, self.run = self.run, None
            run.conclude(Fenced())
            self._runs.settled(run)
            self._runs.returned(run)
        if attempt is None:
            return
        if self.run is None:
            self.run = MirroredRun(attempt, self._on_stop)
            self._runs.keep(1)
            self._runs.add(self.run)
        if self._slot.is_ending:
            self.run.conclude(Fenced())
        progress = Progress(*attempt.progress)
        if progress != self.run.context.progress:
            self.run.context.progress = progress
            self.run.has_news = True


def _is_dead(pid: int) -> bool:
    if not hasattr(os, "waitid"):
        return _is_gone(pid)
    try:
        # It stays for Celery to reap.
        return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return True


def _is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False
