"""What a download holds, it lets go of."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO, Any

import pytest

from django_jobkit.scans.formats import Column, Download, StoredContent, as_parquet, as_xlsx, formats
from tests.scans.formats.kit import stored


class Watched:
    """Makes temporary files and remembers them."""

    def __init__(self) -> None:
        self.files: list[IO[bytes]] = []

    def __call__(self) -> Any:
        self.files.append(TemporaryFile())  # noqa: SIM115 - whether it is closed is the question
        return self.files[-1]


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    """In place of the temporary files of the formats that need one."""
    made = Watched()
    for module in (as_xlsx, as_parquet):
        monkeypatch.setattr(module, "TemporaryFile", made)
    return made


@pytest.mark.parametrize("name", ["xlsx", "parquet"])
def test_its_size_is_known_where_it_is_in_a_file(name: str, watched: Watched) -> None:
    download = formats[name].write(stored([{"a": 1}]))
    assert len(b"".join(download)) == download.size
    download.close()
    assert [file.closed for file in watched.files] == [True]


@pytest.mark.parametrize("name", ["xlsx", "parquet"])
@pytest.mark.parametrize("pieces", [0, 1])
def test_the_file_is_gone_when_the_client_is(name: str, pieces: int, watched: Watched) -> None:
    download = formats[name].write(stored([{"a": 1}]))
    for _ in range(pieces):
        next(download)
    download.close()
    assert [file.closed for file in watched.files] == [True]


@pytest.mark.parametrize("name", ["xlsx", "parquet"])
def test_the_file_is_gone_when_the_records_cannot_be_read(name: str, watched: Watched) -> None:
    def broken() -> Iterator[bytes]:
        yield b'{"a":1}\n'
        raise ConnectionError

    with pytest.raises(ConnectionError):
        formats[name].write(StoredContent([Column("a", frozenset({"integer"}))], broken()))
    assert [file.closed for file in watched.files] == [True]


@pytest.mark.parametrize("name", ["json", "ndjson", "csv"])
def test_streams_read_no_further_than_they_are_asked(name: str) -> None:
    read: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            read.append(1)
            yield b'{"a":1}\n'

    download = formats[name].write(StoredContent([Column("a")], endless()))
    next(download)
    download.close()
    assert len(read) == 1
    assert download.size is None


def test_a_closed_stream_gives_nothing_more() -> None:
    closed: list[bool] = []

    def pieces() -> Iterator[bytes]:
        try:
            yield b"a"
            yield b"b"
        finally:
            closed.append(True)

    download = Download(pieces())
    assert next(download) == b"a"
    download.close()
    assert closed == [True]
    assert list(download) == []
