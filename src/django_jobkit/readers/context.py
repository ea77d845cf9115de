"""What a reader holds of its job while it runs."""

from __future__ import annotations

from typing import IO, Any, ClassVar

from django_jobkit.core.context import JobContext
from django_jobkit.egress import guarded_session
from django_jobkit.readers.errors import ReadingFailed


class ReadingContext:
    """A file, a way out and a voice for one attempt; `source` is the row of what is read, with its upload."""

    #: What is raised where there is no file to read.
    failure: ClassVar[type[ReadingFailed]] = ReadingFailed

    def __init__(self, ctx: JobContext, source: Any) -> None:
        #: Whether the reader itself says how far it is.
        self.reports = False
        self._ctx = ctx
        self._source = source
        self._http: Any = None
        self._opened: list[IO[bytes]] = []

    @property
    def upload_name(self) -> str:
        """The name of the uploaded file; "" when there is none."""
        name: str = self._source.upload_name
        return name

    def open_upload(self) -> IO[bytes]:
        """The uploaded file from its beginning; it is closed with the attempt."""
        upload = self._source.upload
        if not upload:
            raise self.failure("No file was uploaded; start again with one.", code="no_upload")
        try:
            file: IO[bytes] = upload.storage.open(str(upload.name), "rb")
        except FileNotFoundError as error:
            raise self.failure("The uploaded file is gone; upload it again.", code="upload_gone") from error
        self._opened.append(file)
        return file

    @property
    def http(self) -> Any:
        """The guarded session, the only way out."""
        if self._http is None:
            self._http = guarded_session(wait=self.wait)
        return self._http

    def report(self, current: float | None = None, total: float | None = None, message: str | None = None) -> None:
        """Say how far the job is; raises when it should stop."""
        self.reports = self.reports or current is not None
        self._ctx.report_progress(current, total, message)

    def count(self, items: int) -> None:
        """Say how many there are, unless the reader tells how far it is; raises when it should stop."""
        self._ctx.report_progress(None if self.reports else items)

    def wait(self, seconds: float) -> None:
        """Sleep, but wake and raise at once when the job should stop."""
        self._ctx.wait(seconds)

    def close(self) -> None:
        """Let go of files and connections."""
        for file in self._opened:
            file.close()
        if self._http is not None:
            self._http.close()
