"""What this attempt has read: counted, checked and packed in memory, until a commit takes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django_jobkit.core.opened import mask_opened
from django_jobkit.scans.conf import scans_config
from django_jobkit.scans.extracting import Batch, Problem
from django_jobkit.scans.models import Scan
from django_jobkit.scans.running.chunks import Chunks
from django_jobkit.scans.running.pending import Given, Pending, sort_in
from django_jobkit.scans.store.intake import take
from django_jobkit.scans.store.mark import Mark
from django_jobkit.scans.store.profiling import Profile
from django_jobkit.scans.store.truncating import Tail
from django_jobkit.scans.store.writing import Addition, problem_rows

# Problems that wait to be numbered.
_PROBLEMS_AT_ONCE = 500
_LONGEST_RAW = 500


class Gathering:
    """Takes what an extractor yields, in order; `settle` makes rows of it, and no database is in sight."""

    def __init__(self, scan: Scan, mark: Mark, tail: Tail, profile: Profile) -> None:
        self.mark = mark
        self.profile = profile
        #: Whether there was a record more than a scan may have.
        self.overflowed = False
        #: Whether a whole chunk waits for a commit.
        self.is_full = False
        self._scan_id = scan.pk
        self._problems = mark.problems
        self._pages, self._bytes = mark.pages, mark.bytes
        self._columns = dict.fromkeys(scan.columns)
        self._known_columns = len(self._columns)
        self._chunks = Chunks(tail, scan.stored_bytes)
        self._pending = Pending()
        self._found: list[tuple[int, Problem]] = []
        self._room = self._chunks.room()
        self._is_stored = True

    @property
    def records(self) -> int:
        """How many records there are, with those that are not checked yet."""
        return self._chunks.end + len(self._pending.records)

    @property
    def is_stored(self) -> bool:
        """Whether the last commit has it all."""
        return self._is_stored and not self._pending

    def add_record(self, record: Any) -> None:
        """Take one record."""
        self._pending.records.append(record)
        if len(self._pending.records) >= self._room:
            self.settle()

    def add_some(self, records: Sequence[Any], first: int) -> int:
        """Take as many of `records` from place `first` on as are encoded at once; answers how many."""
        taken = records[first : first + self._room - len(self._pending.records)]
        self._pending.records.extend(taken)
        if len(self._pending.records) >= self._room:
            self.settle()
        return len(taken)

    def end_batch(self, batch: Batch) -> None:
        """Count what a batch has cost, once its records are in."""
        self._pages += batch.pages
        self._bytes += batch.bytes
        self._is_stored = False

    def add_cursor(self, cursor: Any) -> None:
        """Remember that all so far is complete."""
        # One that lies behind records for which there is no room is not reached.
        if not self.overflowed and self.records <= scans_config.MAX_RECORDS:
            pending = self._pending
            count = len(pending.records)
            pending.given = Given(cursor, count, len(pending.problems), self._pages, self._bytes)

    def add_problem(self, problem: Problem) -> None:
        """Take a problem."""
        if len(problem.raw) > _LONGEST_RAW:
            # Masked before it is cut: half a secret is one too.
            problem = replace(problem, raw=mask_opened(problem.raw)[: _LONGEST_RAW + 1])
        self._pending.problems.append((len(self._pending.records), problem))
        if len(self._pending.problems) >= _PROBLEMS_AT_ONCE:
            self.settle()

    def settle(self) -> None:
        """Check, count and encode what is pending."""
        pending, self._pending = self._pending, Pending()
        if not pending:
            return
        first = self._chunks.end
        self.overflowed |= pending.cut(scans_config.MAX_RECORDS - first)
        taken = take(pending.records, self._columns)
        placed = sort_in(pending, taken, first)
        if pending.given is not None:
            self.mark = Mark(
                cursor=pending.given.cursor,
                records=placed.records_before,
                problems=self._problems + placed.problems_before,
                pages=pending.given.pages,
                bytes=pending.given.bytes,
                columns=len(self._columns),
            )
        self._chunks.add(taken.lines)
        self.profile.add(taken.table)
        room = scans_config.MAX_PROBLEMS - self._problems
        self._found += placed.problems[: max(0, room)]
        self._problems += len(placed.problems)
        self._room = self._chunks.room()
        self.is_full = self._chunks.is_full
        self._is_stored = False

    def addition(self) -> Addition:
        """Everything since the last commit, settled."""
        self.settle()
        chunks = self._chunks.pending()
        values: dict[str, Any] = {
            "records": self._chunks.end,
            "problems": self._problems,
            "pages": self._pages,
            "bytes": self._bytes,
            "stored_bytes": self._chunks.stored_bytes_with(chunks),
        }
        if len(self._columns) > self._known_columns:
            values["columns"] = list(self._columns)
        first = min(self._problems, scans_config.MAX_PROBLEMS) - len(self._found)
        return Addition(values, chunks, self._chunks.grown, problem_rows(self._scan_id, first, self._found))

    def summary(self) -> dict[str, int]:
        """What the scan amounts to so far."""
        return {
            "records": self._chunks.end,
            "pages": self._pages,
            "bytes": self._bytes,
            "problems": self._problems,
        }

    def committed(self, addition: Addition) -> None:
        """Learn that `addition` is stored."""
        self._chunks.committed(addition.chunks)
        self._found = []
        self._known_columns = len(self._columns)
        self.is_full = False
        self._is_stored = True
