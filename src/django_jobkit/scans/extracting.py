"""What an extractor yields, and what it holds of its scan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, Any, Protocol, TypeAlias

from django_jobkit.files.found import Batch, Problem, Record

__all__ = ["Batch", "Cursor", "Problem", "Record", "ScanContext", "Yielded"]


@dataclass(frozen=True, slots=True)
class Cursor:
    """Says that everything yielded before is complete; a later attempt begins at `value` (JSON)."""

    value: Any


Yielded: TypeAlias = Record | Batch | Cursor | Problem


class ScanContext(Protocol):
    """The extractor's side of one attempt at a scan."""

    @property
    def cursor(self) -> Any:
        """The last cursor that was stored, by this or an earlier attempt; None at the beginning."""

    @property
    def records(self) -> int:
        """How many records are stored up to that cursor."""

    @property
    def owner(self) -> Any:
        """The user whose scan it is, None for nobody; what they may not see, their extractor must not read."""

    @property
    def upload_name(self) -> str:
        """The name of the uploaded file; "" when there is none."""

    def open_upload(self) -> IO[bytes]:
        """The uploaded file from its beginning; raises ExtractionError when there is none."""

    @property
    def http(self) -> Any:
        """The guarded session (a ``requests.Session``), the only way out; its waits end when the scan is cancelled."""

    def report(self, current: float | None = None, total: float | None = None, message: str | None = None) -> None:
        """Say how far the scan is, in whatever unit; without it, records are counted. Raises when it should stop."""

    def wait(self, seconds: float) -> None:
        """Sleep, but wake and raise at once when the scan should stop."""
