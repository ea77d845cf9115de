"""What a platform yields, and what it holds of its import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any, Protocol, TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptFields:
    """One attempt at the question of a row."""

    date_attempted: datetime
    outcome: str = ""
    time_spent_min: int | None = None
    solution_approach: str = ""
    self_notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRow:
    """One question, as a platform knows it. What is None the row does not say; the importer checks all of it again."""

    title: str
    source: str | None = None
    content: str | None = None
    difficulty: str | None = None
    is_active: bool | None = None
    #: Names; none of them is there but by name alone.
    tags: Sequence[str] | None = None
    #: What the platform itself calls the question; by it the question is found again under another title.
    external_id: str = ""
    attempts: Sequence[AttemptFields] = ()
    #: In the source, counted from 1.
    line: int | None = None
    #: The row as it stood there, for the file of failed rows.
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidRow:
    """A row that the platform itself could not make a question of; `errors` by field."""

    errors: Mapping[str, Sequence[str]]
    title: str = ""
    line: int | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)
    #: What could be read of it, so that all that is wrong with the row is told at once.
    rest: ImportedRow | None = None


@dataclass(frozen=True, slots=True)
class ImportCursor:
    """Says that everything yielded before is complete; a later attempt begins at `value` (JSON)."""

    value: Any


ImportYield: TypeAlias = ImportedRow | InvalidRow | ImportCursor


class ImportContext(Protocol):
    """The platform's side of one attempt at an import."""

    @property
    def cursor(self) -> Any:
        """The last cursor that was stored, by this or an earlier attempt; None at the beginning."""

    @property
    def owner(self) -> Any:
        """The user whose import it is."""

    @property
    def upload_name(self) -> str:
        """The name of the uploaded file; "" when there is none."""

    def open_upload(self) -> IO[bytes]:
        """The uploaded file from its beginning, closed with the attempt; raises PlatformError when there is none."""

    @property
    def http(self) -> Any:
        """The guarded session (a ``requests.Session``), the only way out; its waits end when the import is to stop."""

    def report(self, current: float | None = None, total: float | None = None, message: str | None = None) -> None:
        """Say how far the import is, in whatever unit; without it, rows are counted. Raises when it should stop."""

    def wait(self, seconds: float) -> None:
        """Sleep, but wake and raise at once when the import should stop."""
