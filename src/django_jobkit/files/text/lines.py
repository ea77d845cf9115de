"""Lines of text, with the number of bytes that each was made of."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice

from django_jobkit.files.errors import LineTooLong
from django_jobkit.files.limits import Limits
from django_jobkit.files.notes import Notes
from django_jobkit.files.packing.streams import BLOCK, Stream

_REPLACED = "\ufffd".encode()


class Lines:
    """Feeds whole lines, their ends included, and knows the offset behind those that were released.

    A line ends with LF, CR or both. Memory holds one block and at most one line of the longest length.
    """

    def __init__(self, stream: Stream, encoding: str, limits: Limits, notes: Notes, line: int = 0) -> None:
        self._stream = stream
        self._encoding = encoding
        self._most = limits.line_bytes
        self._notes = notes
        self._lengths: deque[int] = deque()
        #: Bytes of lines that were given and not released.
        self.given = 0
        #: The place behind the released lines.
        self.offset = stream.offset
        self.line = line

    def blocks(self) -> Iterator[list[str]]:
        """The lines, many at a time; raises LineTooLong."""
        rest = b""
        while data := self._stream.read(BLOCK):
            rest += data
            # A CR at the very end may be the first half of a CRLF.
            end = max(rest.rfind(b"\n"), rest.rfind(b"\r", 0, -1)) + 1
            if end:
                yield self._decoded(rest[:end])
                rest = rest[end:]
            self._check(len(rest))
        if rest:
            yield self._decoded(rest)

    def release(self, count: int) -> None:
        """Say that `count` more lines are done with."""
        size = sum(islice(self._lengths, count))
        for _ in range(count):
            self._lengths.popleft()
        self.given -= size
        self.offset += size
        self.line += count

    def _check(self, size: int) -> None:
        if size > self._most:
            line = self.line + len(self._lengths) + 1
            raise LineTooLong(
                f"Line {line:,} is longer than {self._most:,} bytes, which is the most that is read; "
                "look whether the file has line ends at all."
            )

    def _decoded(self, data: bytes) -> list[str]:
        lines = data.splitlines(keepends=True)
        first = self.line + len(self._lengths) + 1
        self._lengths.extend(map(len, lines))
        self.given += len(data)
        longest = max(map(len, lines))
        self._check(longest)
        if _REPLACED in data:
            self._tell_replaced(lines, first)
        try:
            if self._encoding == "utf-8" or data.isascii():
                return list(map(bytes.decode, lines))
            return [line.decode(self._encoding) for line in lines]
        except UnicodeDecodeError:
            return [self._patient(line, number) for number, line in enumerate(lines, first)]

    def _patient(self, line: bytes, number: int) -> str:
        try:
            return line.decode(self._encoding)
        except UnicodeDecodeError as error:
            text = line.decode(self._encoding, "replace")
            self._undecodable(number, text, f"byte {line[error.start]:#04x} at position {error.start + 1}")
            return text

    def _tell_replaced(self, lines: list[bytes], first: int) -> None:
        """Text that was made into UTF-8 on the way has the replacement character where it could not be decoded."""
        for number, line in enumerate(lines, first):
            if _REPLACED in line:
                self._undecodable(number, line.decode("utf-8", "replace"), "one or more characters")

    def _undecodable(self, number: int, text: str, what: str) -> None:
        self._notes.add("undecodable", f"Not {self._encoding}: {what}; replaced by U+FFFD.", line=number, raw=text)
