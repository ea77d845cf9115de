"""Bytes that are read forward, with a look ahead."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO

from django_jobkit.files.packing.budget import Budget

#: Bytes that are asked of a source at once.
BLOCK = 256 * 1024


class Stream:
    """A source of bytes; `offset` says how many were taken from it, those that were only looked at left out."""

    def __init__(self, read: Callable[[int], bytes], seek: Callable[[int], object] | None = None) -> None:
        self._read = read
        self._seek = seek
        self._ahead = b""
        self.offset = 0

    def head(self, size: int) -> bytes:
        """The next bytes, `size` of them if there are so many; they stay in the stream."""
        pieces, found = [self._ahead], len(self._ahead)
        while found < size and (piece := self._read(max(size - found, BLOCK))):
            pieces.append(piece)
            found += len(piece)
        self._ahead = b"".join(pieces)
        return self._ahead[:size]

    def read(self, size: int = BLOCK) -> bytes:
        """At most `size` bytes, none only at the end."""
        if self._ahead:
            data, self._ahead = self._ahead[:size], self._ahead[size:]
        else:
            data = self._read(size)
        self.offset += len(data)
        return data

    def skip(self, size: int) -> int:
        """Pass over `size` bytes, or up to the end, and answer how many there were."""
        if self._seek is not None and size > len(self._ahead):
            self._ahead = b""
            self.offset += size
            self._seek(self.offset)
            return size
        left = size
        while left and (data := self.read(min(left, BLOCK))):
            left -= len(data)
        return size - left


def plain_stream(file: IO[bytes], budget: Budget) -> Stream:
    """The bytes of `file` as they are, from its beginning."""
    file.seek(0)

    def read(size: int) -> bytes:
        data = file.read(size)
        budget.spend(len(data))
        return data

    return Stream(read, file.seek)
