"""Try an extractor without a database, a worker or a network."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from django_jobkit.scans.extracting import Batch, Cursor, Problem, Record, Yielded
from django_jobkit.scans.problems import ExtractionError
from django_jobkit.scans.registry import Extractor
from django_jobkit.testing.canned import canned_session

__all__ = ["Extracted", "assert_goes_on", "canned_session", "run_extractor"]


@dataclass
class Extracted:
    """What an extractor gave in one run."""

    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    #: The cursors, in the order in which they were given.
    cursors: list[Any] = field(default_factory=list)
    #: How many records came before each of `cursors`.
    counts: list[int] = field(default_factory=list)
    #: What it said about how far it is: current, total, message.
    reports: list[tuple[float | None, float | None, str | None]] = field(default_factory=list)
    #: Seconds that it wanted to wait; nobody really waited.
    waited: float = 0.0
    pages: int = 0
    bytes: int = 0

    def take(self, given: Yielded) -> None:
        """Sort in what the extractor yields; raises AssertionError for what a scan would not know what to do with."""
        match given:
            case Batch():
                for record in given.records:
                    self._take_record(record)
                self.pages += given.pages
                self.bytes += given.bytes
                self._take_cursor(given.cursor)
            case Cursor():
                self._take_cursor(given.value)
            case Problem():
                self.problems.append(given)
            case _:
                self._take_record(given)

    def _take_record(self, record: Any) -> None:
        assert isinstance(record, Mapping), f"A record maps the names of its fields to values; this is {record!r}."
        self.records.append(record)

    def _take_cursor(self, value: Any) -> None:
        if value is not None:
            self.cursors.append(value)
            self.counts.append(len(self.records))


class TrialScan:
    """The extractor's side of a scan that is only tried: it stores nothing, and no wait takes any time."""

    def __init__(
        self, extracted: Extracted, *, cursor: Any, upload: bytes | None, upload_name: str, http: Any, owner: Any
    ) -> None:
        self.cursor = cursor
        self.owner = owner
        self.upload_name = upload_name if upload is not None else ""
        self._extracted = extracted
        self._upload = upload
        self._http = http

    @property
    def records(self) -> int:
        """How many records were given in this run."""
        return len(self._extracted.records)

    def open_upload(self) -> IO[bytes]:
        """The bytes that were given as `upload`."""
        if self._upload is None:
            raise ExtractionError("No file was uploaded; give run_extractor(..., upload=b'...').", code="no_upload")
        return io.BytesIO(self._upload)

    @property
    def http(self) -> Any:
        """The session that was given as `http`."""
        assert self._http is not None, "It fetches something: give run_extractor(..., http=canned_session({...}))."
        return self._http

    def report(self, current: float | None = None, total: float | None = None, message: str | None = None) -> None:
        """Write it down."""
        self._extracted.reports.append((current, total, message))

    def wait(self, seconds: float) -> None:
        """Add it up."""
        self._extracted.waited += seconds


def run_extractor(
    extractor: Extractor,
    options: Mapping[str, Any] | None = None,
    *,
    cursor: Any = None,
    upload: bytes | None = None,
    upload_name: str = "upload",
    http: Any = None,
    owner: Any = None,
) -> Extracted:
    """Run `extractor` to its end and give what came out; raises InvalidOptions, and whatever it raises itself.

    `cursor` is where an earlier attempt has stopped, `upload` what was uploaded, `http` what is given as ``scan.http``,
    `owner` the user whose scan it is.
    """
    extracted = Extracted()
    scan = TrialScan(extracted, cursor=cursor, upload=upload, upload_name=upload_name, http=http, owner=owner)
    for given in extractor(extractor.validated(options or {}), scan):
        extracted.take(given)
    return extracted


def assert_goes_on(extractor: Extractor, options: Mapping[str, Any] | None = None, **given: Any) -> Extracted:
    """Raise AssertionError unless every cursor leads to just the records that came after it; give the whole run.

    Takes what `run_extractor` does. A scan that is killed goes on from its last cursor: this is how nothing is lost
    then, and nothing is there twice.
    """
    whole = run_extractor(extractor, options, **given)
    assert whole.cursors, "It gives no cursor, so that a later attempt begins at the beginning."
    for cursor, count in zip(whole.cursors, whole.counts, strict=True):
        rest = run_extractor(extractor, options, cursor=cursor, **given).records
        assert rest == whole.records[count:], (
            f"From the cursor {cursor!r} it gives {len(rest)} records; {len(whole.records) - count} came after it."
        )
    return whole
