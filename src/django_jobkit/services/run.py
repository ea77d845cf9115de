"""Run one job from claim to end, in the calling thread: a pipeline of small steps."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import timedelta
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.db import DatabaseError

from django_jobkit.conf import config
from django_jobkit.core.context import Channel, JobContext, Progress
from django_jobkit.core.handler import perform
from django_jobkit.core.outcome import JobError, Outcome, Postponed
from django_jobkit.core.registry import registry
from django_jobkit.exceptions import JobCancelled, LeaseLost, UnknownTask
from django_jobkit.services.artifacts import drop_earlier_artifacts
from django_jobkit.services.attach import attach_file
from django_jobkit.services.checkpoint import store_checkpoint
from django_jobkit.services.claim import ClaimedJob, claim_job
from django_jobkit.services.settle import settle, unregistered
from django_jobkit.services.watch import look_at, write_progress

logger = logging.getLogger(__name__)

_MOMENT = timedelta(seconds=1)


class DirectChannel:
    """Writes progress and looks for cancel requests on the handler's own connection, for lack of a keeper.

    It does neither for an async handler, whose event loop must not wait for the database.
    """

    def __init__(self) -> None:
        self._next_look = time.monotonic() + config.WATCH_INTERVAL
        self._next_write = 0.0

    def report(self, context: JobContext, progress: Progress) -> None:
        """Write `progress` unless the last write was a moment ago; settling writes the last one anyway."""
        now = time.monotonic()
        if now >= self._next_write and not _in_event_loop():
            self._next_write = now + config.WATCH_INTERVAL
            write_progress({context.job_id: (context.attempt, progress)})

    def checkpoint(self, context: JobContext, state: Any) -> None:
        """Store `state` now."""
        store_checkpoint(context.job_id, context.attempt, state)

    def attach(self, context: JobContext, name: str, file: IO[bytes] | bytes | Path, content_type: str | None) -> None:
        """Keep `file` now."""
        attach_file(context.job_id, context.attempt, name, file, content_type)

    def watch(self, context: JobContext) -> None:
        """Look at the row, at most every WATCH_INTERVAL."""
        now = time.monotonic()
        if now < self._next_look or _in_event_loop():
            return
        self._next_look = now + config.WATCH_INTERVAL
        stop_if_asked(context)


def stop_if_asked(context: JobContext) -> None:
    """Look at the row, and stop `context` when the attempt lost its job or a cancel was asked for."""
    sighting = look_at([context.job_id]).get(context.job_id)
    if sighting is None or not sighting.is_ours(context.attempt):
        context.stop(LeaseLost)
    elif sighting.cancel_requested:
        context.stop(JobCancelled)


def _in_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def run_job(job_id: UUID, worker: str) -> bool:
    """Claim, perform and settle this job; answers False when there was nothing to do or the run was fenced off."""
    run = claim_job(job_id, worker)
    if run is None:
        return False
    context = context_of(run, DirectChannel())
    outcome = outcome_of(run, context)
    return settle(run, outcome, context.progress)


def context_of(run: ClaimedJob, channel: Channel) -> JobContext:
    """What the handler of `run` will hold."""
    return JobContext(
        job_id=run.id,
        attempt=run.attempt,
        channel=channel,
        saved_state=run.saved_state,
        timeout=run.timeout,
    )


def outcome_of(run: ClaimedJob, context: JobContext) -> Outcome:
    """Resolve the task of `run` and perform it; never raises."""
    try:
        task = registry.load(run.task)
    except UnknownTask as error:
        return unregistered(run, JobError.of(error))
    if run.attempt > 1 and run.saved_state is None:
        try:
            drop_earlier_artifacts(run.id, run.attempt)
        except DatabaseError:
            # The handler has not begun; an outage is not held against it.
            logger.warning("The files of earlier attempts at job %s were not deleted.", run.id, exc_info=True)
            return Postponed(_MOMENT, "The database was away before the handler began.")
    # failpoint: before_handler
    return perform(task, run.params, context)
