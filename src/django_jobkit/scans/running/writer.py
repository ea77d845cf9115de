"""Store what an extractor yields, chunk by chunk, each with the cursor that belongs to it."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction

from django_jobkit import JobContext
from django_jobkit.exceptions import NotStorable
from django_jobkit.scans.conf import scans_config
from django_jobkit.scans.extracting import Batch, Cursor, Problem
from django_jobkit.scans.problems import ExtractionError
from django_jobkit.scans.running.context import AttemptContext
from django_jobkit.scans.running.gathering import Gathering
from django_jobkit.scans.services.limits import stored_too_much
from django_jobkit.scans.store.writing import Addition, write
from django_jobkit.services.checkpoint import restore_attempts
from django_jobkit.services.database import jobs_alias, retry_transient

# Seconds between looks at what cannot change much faster: cancel requests and progress; what the owner has stored.
_LOOK = 0.1
_LIMITS_LOOK = 1.0
# The profile is the largest thing that a commit may write, and can be made up for from the records.
_PROFILE_SECONDS = 10.0


class Writer:
    """The store's side of one attempt; whatever it raises, the store is as the last commit left it."""

    def __init__(self, ctx: JobContext, context: AttemptContext, gathering: Gathering, owner_id: Any) -> None:
        self._ctx = ctx
        self._context = context
        self._gathering = gathering
        self._owner_id = owner_id
        self._is_broken = False
        # An attempt that stored more than it found is not held against the scan.
        self._began_at = gathering.mark.extent
        self._got_further = False
        now = time.monotonic()
        self._look_at = self._limits_at = self._mind_at = now
        self._flush_at = now + scans_config.CHUNK_SECONDS
        self._profile_at = now + _PROFILE_SECONDS

    def take(self, item: Any) -> None:
        """Take one thing that an extractor yields; raises when the scan should stop."""
        gathering = self._gathering
        if type(item) is Cursor:
            self._take_cursor(item)
        else:
            if gathering.is_full:
                # Only now, for the cursor of the record that made a chunk full may have come behind it.
                self.commit()
            if type(item) is dict:
                gathering.add_record(item)
            else:
                self._take_other(item)
        if time.monotonic() >= self._mind_at:
            self._mind()

    def _take_other(self, item: Any) -> None:
        if isinstance(item, Batch):
            self._take_batch(item)
        elif isinstance(item, Problem):
            self._gathering.add_problem(item)
        else:
            self._gathering.add_record(item)

    def _take_batch(self, batch: Batch) -> None:
        place = 0
        while place < len(batch.records):
            if self._gathering.is_full:
                self.commit()
            place += self._gathering.add_some(batch.records, place)
        self._gathering.end_batch(batch)
        self._take_cursor(Cursor(batch.cursor))

    def _take_cursor(self, cursor: Cursor) -> None:
        if cursor.value is not None:
            self._gathering.add_cursor(cursor.value)
            if self._gathering.is_full:
                self.commit()

    def _mind(self) -> None:
        """Store what has waited long enough, say how far the scan is, and raise when it should stop."""
        now = time.monotonic()
        if now >= self._flush_at and not self._gathering.is_stored:
            self.commit()
        self.refuse_overflow()
        if now >= self._look_at:
            self._look_at = now + _LOOK
            self._context.count(self._gathering.records)
        self._mind_at = min(self._look_at, self._flush_at)

    def finish(self) -> None:
        """Store the rest, when nothing more comes; nothing, when the store refused something before."""
        if not self._is_broken:
            self.commit(is_last=True)

    def refuse_overflow(self) -> None:
        """Raise ExtractionError when there were more records than a scan may have."""
        if self._gathering.overflowed:
            most = scans_config.MAX_RECORDS
            raise ExtractionError(f"A scan keeps at most {most:,} records; ask for less.", code="too_many_records")

    def finish_waiting(self) -> None:
        """Store the rest, and that the source asked us to come back later."""
        self._gathering.settle()
        self._gathering.mark = replace(self._gathering.mark, waits=self._gathering.mark.waits + 1)
        self.finish()

    def commit(self, *, is_last: bool = False) -> None:
        """Store all there is, with the last cursor, in one transaction; raises LeaseLost when the attempt is fenced."""
        addition = self._gathering.addition()
        if self._is_profile_due(addition, is_last=is_last):
            addition.profile = self._gathering.profile.dump()
        self._is_broken = True
        try:
            retry_transient(lambda: self._write(addition))
        except NotStorable as error:
            raise ExtractionError(
                f"The cursor cannot be stored: {error.message}", code="cursor_not_storable"
            ) from error
        self._is_broken = False
        self._got_further = self._gathering.mark.extent > self._began_at
        self._gathering.committed(addition)
        self._context.mark = self._gathering.mark
        self._flush_at = time.monotonic() + scans_config.CHUNK_SECONDS
        if not is_last:
            self.refuse_overflow()
            self._mind_limits()

    def _write(self, addition: Addition) -> None:
        with transaction.atomic(using=jobs_alias()):
            # First, so that a zombie learns that it is one before it meets the rows of its successor.
            self._ctx.checkpoint(self._gathering.mark.as_json())
            if self._gathering.mark.extent > self._began_at and not self._got_further:
                restore_attempts(self._ctx.job_id, self._ctx.attempt)
            write(self._scan_id, addition)

    @property
    def _scan_id(self) -> UUID:
        return self._ctx.job_id

    def _is_profile_due(self, addition: Addition, *, is_last: bool) -> bool:
        # One that is ahead of the cursor would have to be thrown away after a crash.
        if is_last:
            return True
        if time.monotonic() < self._profile_at or addition.values["records"] != self._gathering.mark.records:
            return False
        self._profile_at = time.monotonic() + _PROFILE_SECONDS
        return True

    def _mind_limits(self) -> None:
        now = time.monotonic()
        if now < self._limits_at:
            return
        self._limits_at = now + _LIMITS_LOOK
        exceeded = stored_too_much(self._owner_id)
        if exceeded:
            raise ExtractionError(exceeded, code="scan_limit_reached")
