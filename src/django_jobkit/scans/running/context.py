"""What an extractor holds of its scan while it runs."""

from __future__ import annotations

from typing import Any

from django_jobkit import JobContext
from django_jobkit.readers.context import ReadingContext
from django_jobkit.scans.models import Scan
from django_jobkit.scans.problems import ExtractionError
from django_jobkit.scans.store.mark import Mark


class AttemptContext(ReadingContext):
    """The ScanContext of one attempt."""

    failure = ExtractionError

    def __init__(self, ctx: JobContext, scan: Scan, mark: Mark) -> None:
        super().__init__(ctx, scan)
        self.mark = mark
        self._scan = scan

    @property
    def cursor(self) -> Any:
        """The last cursor that was stored."""
        return self.mark.cursor

    @property
    def records(self) -> int:
        """How many records are stored up to that cursor."""
        return self.mark.records

    @property
    def owner(self) -> Any:
        """The user whose scan it is, None for nobody."""
        return self._scan.job.owner
