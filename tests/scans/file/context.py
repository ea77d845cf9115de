"""A scan of one file, without a database."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import IO, Any

from django_jobkit.files.errors import FileError
from django_jobkit.files.preview import preview
from django_jobkit.scans import Batch, Problem
from django_jobkit.scans.extractors.file import FileOptions, read_file
from django_jobkit.scans.extractors.file.limits import limits_of_scans


class FakeScan:
    """What an extractor holds of its scan."""

    http = None

    def __init__(self, file: IO[bytes] | bytes, name: str, cursor: Any = None) -> None:
        self._file = file
        self.upload_name = name
        self.cursor = cursor
        self.records = 0
        self.reports: list[tuple[Any, ...]] = []

    def open_upload(self) -> IO[bytes]:
        if isinstance(self._file, bytes):
            return io.BytesIO(self._file)
        self._file.seek(0)
        return self._file

    def report(self, *report: Any) -> None:
        self.reports.append(report)

    def wait(self, seconds: float) -> None:
        raise AssertionError("A file needs no waiting.")


@dataclass
class Found:
    """What came out of a file."""

    records: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    error: FileError | None = None
    reports: list[tuple[Any, ...]] = field(default_factory=list)

    @property
    def codes(self) -> list[str]:
        return [problem.code for problem in self.problems]

    @property
    def code(self) -> str | None:
        return self.error.code if self.error else None


def scan(file: IO[bytes] | bytes | str, name: str = "upload", cursor: Any = None, **options: Any) -> Found:
    """Read the whole file; an error is kept beside what came before it."""
    data = file.encode() if isinstance(file, str) else file
    context, found = FakeScan(data, name, cursor), Found()
    try:
        for item in read_file(FileOptions(**options), context):
            if isinstance(item, Problem):
                found.problems.append(item)
            else:
                assert isinstance(item, Batch)
                found.batches.append(item)
                found.records += [dict(record) for record in item.records]
    except FileError as error:
        found.error = error
    found.reports = context.reports
    return found


def read(file: IO[bytes] | bytes | str, name: str = "upload", **options: Any) -> list[dict[str, Any]]:
    """The records of a file that has nothing wrong with it at all."""
    found = scan(file, name, **options)
    assert found.error is None, found.error
    assert found.problems == []
    return found.records


def look(file: bytes | str, name: str = "upload", rows: int = 10, **options: Any) -> dict[str, Any]:
    """The preview of the file."""
    data = file.encode() if isinstance(file, str) else file
    return preview(io.BytesIO(data), name, FileOptions(**options), rows, limits=limits_of_scans(), seconds=10.0)
