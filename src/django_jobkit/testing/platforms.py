"""Try an import platform without a database, a worker or a network."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import IO, Any

from django_jobkit.questions.importing.registry import Platform
from django_jobkit.questions.importing.rows import ImportCursor, ImportedRow, ImportYield, InvalidRow
from django_jobkit.questions.problems import PlatformError
from django_jobkit.testing.canned import canned_session

__all__ = ["TrialImport", "assert_goes_on", "canned_session", "rows_of", "run_platform"]


class TrialImport:
    """The platform's side of an import that is only tried: it stores nothing, and no wait takes any time."""

    def __init__(
        self,
        *,
        cursor: Any = None,
        upload: bytes | None = None,
        upload_name: str = "",
        http: Any = None,
        owner: Any = None,
    ) -> None:
        self.cursor = cursor
        self.owner = owner
        self.upload_name = upload_name if upload is not None else ""
        #: What the platform said about how far it is: current, total, message.
        self.reports: list[tuple[float | None, float | None, str | None]] = []
        #: Seconds that it wanted to wait.
        self.waited = 0.0
        self._upload = upload
        self._http = http

    def open_upload(self) -> IO[bytes]:
        """The bytes that were given as `upload`."""
        if self._upload is None:
            raise PlatformError("No file was uploaded; give run_platform(..., upload=b'...').", code="no_upload")
        return io.BytesIO(self._upload)

    @property
    def http(self) -> Any:
        """The session that was given as `http`."""
        assert self._http is not None, "It fetches something: give run_platform(..., http=canned_session({...}))."
        return self._http

    def report(self, current: float | None = None, total: float | None = None, message: str | None = None) -> None:
        """Write it down."""
        self.reports.append((current, total, message))

    def wait(self, seconds: float) -> None:
        """Add it up."""
        self.waited += seconds


def run_platform(
    platform: Platform,
    options: Mapping[str, Any] | None = None,
    upload: bytes | None = None,
    http: Any = None,
    *,
    upload_name: str = "upload",
    cursor: Any = None,
    owner: Any = None,
) -> list[ImportYield]:
    """Run `platform` to its end and give all that it yielded; raises InvalidOptions, and whatever it raises itself.

    `upload` is what was uploaded, `http` what is given as ``context.http``, `cursor` where an earlier attempt has
    stopped, `owner` the user whose import it is. Raises AssertionError for what an import would not know.
    """
    context = TrialImport(cursor=cursor, upload=upload, upload_name=upload_name, http=http, owner=owner)
    found = []
    for item in platform(platform.validated(options or {}), context):
        assert isinstance(item, (ImportedRow, InvalidRow, ImportCursor)), f"An import knows no {item!r}."
        found.append(item)
    return found


def rows_of(yielded: list[ImportYield]) -> list[ImportedRow | InvalidRow]:
    """The rows in what `run_platform` gave, without the cursors."""
    return [item for item in yielded if not isinstance(item, ImportCursor)]


def assert_goes_on(platform: Platform, options: Mapping[str, Any] | None = None, **given: Any) -> list[ImportYield]:
    """Raise AssertionError unless every cursor leads to just the rows that came after it; give the whole run.

    Takes what `run_platform` does. An import that is killed goes on from its last cursor: this is how no row is lost
    then, and none is counted twice.
    """
    whole = run_platform(platform, options, **given)
    places = [place for place, item in enumerate(whole) if isinstance(item, ImportCursor)]
    assert places, "It gives no cursor, so that a later attempt begins at the beginning."
    for place in places:
        cursor: Any = whole[place]
        rest = rows_of(run_platform(platform, options, **given, cursor=cursor.value))
        after = rows_of(whole[place:])
        assert rest == after, f"From the cursor {cursor.value!r} it gives {len(rest)} rows; {len(after)} came after it."
    return whole
