"""Run one job in this process, and no other: for a machine on which no worker runs."""

from __future__ import annotations

import logging
import threading
from uuid import UUID, uuid4

from django.db import DatabaseError, connections

from django_jobkit.conf import config
from django_jobkit.core.context import JobContext
from django_jobkit.core.status import TERMINAL
from django_jobkit.exceptions import JobInterrupted
from django_jobkit.models import Job
from django_jobkit.services.claim import ClaimedJob, claim_job
from django_jobkit.services.database import jobs_alias
from django_jobkit.services.run import DirectChannel, context_of, outcome_of, stop_if_asked
from django_jobkit.services.settle import settle
from django_jobkit.services.watch import renew_leases

logger = logging.getLogger(__name__)

_LOOK = 0.2


class RunningHere:
    """Claims the job whenever it is due, attempt after attempt, until it has ended; `with` starts and stops it."""

    def __init__(self, job_id: UUID) -> None:
        self.job_id = job_id
        self._worker = uuid4().hex
        self._stopping = threading.Event()
        self._context: JobContext | None = None
        self._thread = threading.Thread(target=self._run, name="jobkit-here", daemon=True)

    def __enter__(self) -> RunningHere:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        """Interrupt a handler that still runs, and wait until its job was given back, or SHUTDOWN_GRACE is over."""
        self._stopping.set()
        if (context := self._context) is not None:
            context.stop(JobInterrupted)
        self._thread.join(config.SHUTDOWN_GRACE)

    def _run(self) -> None:
        try:
            while not self._stopping.is_set() and not self._has_ended():
                run = claim_job(self.job_id, self._worker)
                if run is None:
                    self._stopping.wait(_LOOK)
                else:
                    self._attempt(run)
        finally:
            connections.close_all()

    def _has_ended(self) -> bool:
        rows = Job.objects.using(jobs_alias()).filter(pk=self.job_id)
        # A job that somebody deleted has ended as well.
        return rows.values_list("status", flat=True).first() in {None, *TERMINAL}

    def _attempt(self, run: ClaimedJob) -> None:
        context = self._context = context_of(run, DirectChannel())
        if self._stopping.is_set():
            context.stop(JobInterrupted)
        done = threading.Event()
        heart = threading.Thread(target=_beat, args=(run, context, done), name="jobkit-heart", daemon=True)
        heart.start()
        try:
            outcome = outcome_of(run, context)
        finally:
            done.set()
            heart.join()
        settle(run, outcome, context.progress)


def _beat(run: ClaimedJob, context: JobContext, done: threading.Event) -> None:
    try:
        while not done.wait(config.HEARTBEAT_INTERVAL):
            try:
                keep(run, context)
            except DatabaseError:
                # The next beat may still be in time.
                logger.warning("The lease of job %s could not be renewed.", run.id, exc_info=True)
                connections.close_all()
    finally:
        connections.close_all()


def keep(run: ClaimedJob, context: JobContext) -> None:
    """Extend the lease, and look at the row, which an async handler cannot do itself."""
    # Not extended does not mean lost: the handler's own transaction may hold the row.
    renew_leases({run.id: run.attempt})
    stop_if_asked(context)
