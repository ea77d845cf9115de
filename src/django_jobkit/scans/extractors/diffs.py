"""The extractor ``diff``: what changed from one scan to another, as records of a scan of its own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from uuid import UUID

import pydantic

from django_jobkit import Status
from django_jobkit.scans.diffing import Comparison, compare
from django_jobkit.scans.extracting import Cursor, Problem, Record, ScanContext, Yielded
from django_jobkit.scans.models import Scan
from django_jobkit.scans.problems import ExtractionError, KeyMissing
from django_jobkit.scans.registry import extractor
from django_jobkit.scans.store.reading import iter_records

_CURSOR_EVERY = 1000


class DiffOptions(pydantic.BaseModel):
    """Which scans to compare, and how."""

    model_config = pydantic.ConfigDict(extra="forbid")

    scan: UUID = pydantic.Field(description="The newer scan.")
    against: UUID | None = pydantic.Field(
        None, description="The older scan. Without it, the last one of the same source that was completed before."
    )
    key: list[str] = pydantic.Field(
        default_factory=list, description="Columns that tell records apart. Without them, the key of the scan."
    )


@extractor("diff", options=DiffOptions)
def diff(options: DiffOptions, scan: ScanContext) -> Iterator[Yielded]:
    """Compare two scans: one record for each that was added, removed or changed."""
    new = _scan(options.scan, scan)
    old = _earlier(new, scan) if options.against is None else _scan(options.against, scan)
    progress = _Progress(scan, old.records + new.records)
    try:
        comparison = compare(progress.records_of(new), progress.records_of(old), options.key or new.key)
        yield from _changes(comparison, skip=scan.cursor or 0)
    except KeyMissing as error:
        raise ExtractionError(error.message, code=error.code) from error
    yield from _problems(comparison)


def _scan(scan_id: UUID, scan: ScanContext) -> Scan:
    """The completed scan `scan_id`, if the owner of this one may see it."""
    found = Scan.objects.visible_to(scan.owner).select_related("job").filter(pk=scan_id).first()
    if found is None:
        raise ExtractionError(f"There is no scan {scan_id}.", code="unknown_scan")
    if found.job.status != Status.COMPLETED:
        raise ExtractionError(f"The scan {scan_id} is not completed; wait for its end.", code="scan_not_completed")
    return found


def _earlier(new: Scan, scan: ScanContext) -> Scan:
    earlier = Scan.objects.visible_to(scan.owner).filter(
        source__isnull=False, source_id=new.source_id, job__status=Status.COMPLETED, pk__lt=new.pk
    )
    # Ids sort by time.
    found = earlier.order_by("-pk").first()
    if found is None:
        message = "No scan of the same source was completed before; name one to compare with as `against`."
        raise ExtractionError(message, code="no_earlier_scan")
    return found


def _changes(comparison: Comparison, skip: int) -> Iterator[Yielded]:
    """The changes from number `skip` on; those before are found again, in the same order, and left out."""
    for number, change in enumerate(islice(comparison, skip, None), skip + 1):
        yield change
        if number % _CURSOR_EVERY == 0:
            yield Cursor(number)


def _problems(comparison: Comparison) -> Iterator[Problem]:
    if count := comparison.duplicate_keys:
        message = f"{count:,} records have the key of an earlier one in the same scan; the first of them was compared."
        yield Problem("duplicate_keys", message)
    if count := comparison.without_key:
        message = f"{count:,} records have no value in a column of the key; they were left out."
        yield Problem("key_missing", message)


class _Progress:
    """Counts the records of both sides as they are read, and stops when the scan should."""

    def __init__(self, scan: ScanContext, total: int) -> None:
        self._scan = scan
        self._total = total
        self._read = 0

    def records_of(self, side: Scan) -> Iterator[Record]:
        """All records of `side`."""
        left = side.records
        for batch in iter_records(side.pk):
            self._scan.report(self._read, self._total)
            yield from batch
            self._read += len(batch)
            left -= len(batch)
        if left > 0:
            # What is gone must not be taken for removed from the source.
            raise ExtractionError(f"The scan {side.pk} was removed while it was read.", code="records_gone")
        self._scan.report(self._read, self._total)
