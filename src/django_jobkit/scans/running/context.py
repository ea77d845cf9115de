"""What an extractor holds of its scan while it runs."""

from __future__ import annotations

from typing import IO, Any

from django_jobkit import JobContext
from django_jobkit.egress import guarded_session
from django_jobkit.scans.models import Scan
from django_jobkit.scans.problems import ExtractionError
from django_jobkit.scans.store.mark import Mark


class AttemptContext:
    """The ScanContext of one attempt."""

    def __init__(self, ctx: JobContext, scan: Scan, mark: Mark) -> None:
        self.mark = mark
        #: Whether the extractor itself says how far it is.
        self.reports = False
        self._ctx = ctx
        self._scan = scan
        self._http: Any = None
        self._opened: list[IO[bytes]] = []

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

    @property
    def upload_name(self) -> str:
        """The name of the uploaded file; "" when there is none."""
        return self._scan.upload_name

    def open_upload(self) -> IO[bytes]:
        """The uploaded file from its beginning; it is closed with the attempt."""
        if not self._scan.upload:
            raise ExtractionError("No file was uploaded with this scan; start it again with one.", code="no_upload")
        try:
            file: IO[bytes] = self._scan.upload.storage.open(str(self._scan.upload.name), "rb")
        except FileNotFoundError as error:
            raise ExtractionError("The uploaded file is gone; upload it again.", code="upload_gone") from error
        self._opened.append(file)
        return file

    @property
    def http(self) -> Any:
        """The guarded session, the only way out."""
        if self._http is None:
            self._http = guarded_session(wait=self.wait)
        return self._http

    def report(self, current: float | None = None, total: float | None = None, message: str | None = None) -> None:
        """Say how far the scan is; raises when it should stop."""
        self.reports = self.reports or current is not None
        self._ctx.report_progress(current, total, message)

    def count(self, records: int) -> None:
        """Say how many records there are, unless the extractor tells how far it is; raises when it should stop."""
        self._ctx.report_progress(None if self.reports else records)

    def wait(self, seconds: float) -> None:
        """Sleep, but wake and raise at once when the scan should stop."""
        self._ctx.wait(seconds)

    def close(self) -> None:
        """Let go of files and connections."""
        for file in self._opened:
            file.close()
        if self._http is not None:
            self._http.close()
