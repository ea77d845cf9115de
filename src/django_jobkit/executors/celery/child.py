"""A prefork child: it claims, performs and settles; its parent looks after what it runs."""

from __future__ import annotations

import os
import threading
import time
from uuid import UUID

from django_jobkit.conf import config
from django_jobkit.exceptions import LeaseLost
from django_jobkit.executors.celery.board import NOBODY, Attempt, Key, Order, Slot, TornRead, Word
from django_jobkit.executors.claiming import claim_run
from django_jobkit.executors.errand import Errand
from django_jobkit.executors.ledger import Ledger
from django_jobkit.executors.pool import Hand, Pool, perform_run
from django_jobkit.executors.runs import Run, Runs
from django_jobkit.executors.watchdog import Watchdog

# Seconds between looks at the board while a handler runs.
_LOOK = 0.1
# A parent that condemned a child and does not kill it within this time is no more.
_LONGEST_WAIT_FOR_DEATH = 5.0


class Child:
    """One job at a time, on one hand; Celery's own thread waits, and does what little there is to be done meanwhile."""

    def __init__(self, slot: Slot) -> None:
        self._slot = slot
        self._pool = Pool(self._do, 1)
        self._runs = Runs(1)
        self._ledger = Ledger(self._runs)
        # It stops handlers in time, also when the parent does nothing more; ending what does not stop is the parent's.
        self._watchdog = Watchdog(self._runs, on_overrun=lambda run: None)
        self._worker = NOBODY
        self._run: Run | None = None
        self._last_key: Key | None = None
        self._lock = threading.Lock()

    def run(self, job_id: UUID) -> None:
        """Run this job and return when it is settled, or when it is not ours to run."""
        self._await_death()
        errand = Errand(job_id)
        self._pool.submit(errand)
        while not errand.wait(_LOOK):
            self._attend()

    def leave(self) -> None:
        """Say that this process ends in good order, and holds nothing."""
        if self._worker and self._run is None:
            self._slot.say(Word(os.getpid(), NOBODY))

    def _do(self, errand: Errand, hand: Hand) -> None:
        self._worker = hand.worker
        try:
            self._run_claimed(errand.job_id, hand)
        except Exception as error:  # noqa: BLE001 - it is for whoever waits
            errand.end(error)
        else:
            errand.end()

    def _run_claimed(self, job_id: UUID, hand: Hand) -> None:
        run = claim_run(job_id, hand, may_wait=lambda: True)
        if run is None:
            return
        self._begin(run)
        try:
            outcome = perform_run(run)
            hand.tidy()
            self._slot.is_ending = True
            run.conclude(outcome)
            self._settle(run, hand)
        finally:
            self._end(run)

    def _settle(self, run: Run, hand: Hand) -> None:
        if self._ledger.try_at_once(run):
            return
        # The parent keeps the lease meanwhile, and no further job is taken: there is no database to take it from.
        hand.tidy()
        self._ledger.write([run])
        while not run.settled:
            hand.tidy()
            time.sleep(self._ledger.pause(config.WATCH_INTERVAL))
            self._ledger.write(())

    def _begin(self, run: Run) -> None:
        with self._lock:
            self._slot.is_ending = False
            self._run = run
            self._last_key = run.key
            self._say()
        self._runs.keep(1)
        self._runs.add(run)

    def _end(self, run: Run) -> None:
        self._runs.returned(run)
        with self._lock:
            self._run = None
            self._say()

    def _say(self) -> None:
        attempt = None
        if (run := self._run) is not None:
            progress = run.context.progress
            said = (progress.current, progress.total, progress.message)
            attempt = Attempt(run.key, run.claimed_at, run.context.deadline, said)
        self._slot.say(Word(os.getpid(), self._worker, attempt))

    def _attend(self) -> None:
        run = self._run
        if run is None:
            return
        self._heed(run)
        self._watchdog.turn()
        with self._lock:
            if run.has_news and self._run is run:
                run.has_news = False
                self._say()

    def _heed(self, run: Run) -> None:
        order = self._order()
        if order is None or order.key != run.key:
            return
        run.lease_until = max(run.lease_until, order.lease_until)
        run.seen_at = max(run.seen_at, order.seen_at)
        if order.stop is LeaseLost:
            run.lose(LeaseLost)
        elif order.stop is not None and run.context.stop_error is None:
            run.context.stop(order.stop)

    def _order(self) -> Order | None:
        try:
            return self._slot.order()
        except TornRead:
            return None

    def _await_death(self) -> None:
        """Take no job while the parent is about to kill this process over the last one.

        The board says already that the last one has ended: one of the two sees what the other wrote.
        """
        until = time.monotonic() + _LONGEST_WAIT_FOR_DEATH
        while (order := self._order()) is not None and order.condemned and order.key == self._last_key:
            if time.monotonic() > until:
                return
            time.sleep(0.005)
