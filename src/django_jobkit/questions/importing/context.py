"""What a platform holds of its import while it runs."""

from __future__ import annotations

from typing import IO, Any

from django_jobkit import JobContext
from django_jobkit.egress import guarded_session
from django_jobkit.questions.models import QuestionImport
from django_jobkit.questions.problems import PlatformError


class AttemptContext:
    """The ImportContext of one attempt."""

    def __init__(self, ctx: JobContext, question_import: QuestionImport, cursor: Any) -> None:
        self._ctx = ctx
        self._import = question_import
        self._cursor = cursor
        self._reports = False
        self._http: Any = None
        self._opened: list[IO[bytes]] = []

    @property
    def cursor(self) -> Any:
        """The last cursor that was stored before this attempt."""
        return self._cursor

    @property
    def owner(self) -> Any:
        """The user whose import it is."""
        return self._import.owner

    @property
    def upload_name(self) -> str:
        """The name of the uploaded file; "" when there is none."""
        return self._import.upload_name

    def open_upload(self) -> IO[bytes]:
        """The uploaded file from its beginning; it is closed with the attempt."""
        if not self._import.upload:
            raise PlatformError("No file was uploaded with this import; start it again with one.", code="no_upload")
        try:
            file: IO[bytes] = self._import.upload.storage.open(str(self._import.upload.name), "rb")
        except FileNotFoundError as error:
            raise PlatformError("The uploaded file is gone; upload it again.", code="upload_gone") from error
        self._opened.append(file)
        return file

    @property
    def http(self) -> Any:
        """The guarded session, the only way out."""
        if self._http is None:
            self._http = guarded_session(wait=self.wait)
        return self._http

    def report(self, current: float | None = None, total: float | None = None, message: str | None = None) -> None:
        """Say how far the import is; raises when it should stop."""
        self._reports = self._reports or current is not None
        self._ctx.report_progress(current, total, message)

    def count(self, rows: int) -> None:
        """Say how many rows there are, unless the platform tells how far it is; raises when it should stop."""
        self._ctx.report_progress(None if self._reports else rows)

    def wait(self, seconds: float) -> None:
        """Sleep, but wake and raise at once when the import should stop."""
        self._ctx.wait(seconds)

    def close(self) -> None:
        """Let go of files and connections."""
        for file in self._opened:
            file.close()
        if self._http is not None:
            self._http.close()
