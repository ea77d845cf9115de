"""What a format is, and the download that it makes of content."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator
from typing import IO, ClassVar

from django_jobkit.scans.formats.content import Content

_PIECE = 256 * 1024


class Download(Iterator[bytes]):
    """The bytes of a file, piece by piece; `close` lets go of what it holds, however far it was read."""

    def __init__(self, pieces: Iterator[bytes], *, file: IO[bytes] | None = None, size: int | None = None) -> None:
        self._pieces = pieces
        self._file = file
        #: How many bytes these are altogether, where that is known.
        self.size = size

    @classmethod
    def of_file(cls, file: IO[bytes]) -> Download:
        """What was written to `file`, which is closed with the download."""
        size = file.tell()
        file.seek(0)
        return cls(iter(lambda: file.read(_PIECE), b""), file=file, size=size)

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        """Stop reading, and remove the temporary file if there is one."""
        if isinstance(self._pieces, Generator):
            self._pieces.close()
        if self._file is not None:
            self._file.close()


class Format(ABC):
    """A kind of file that records can be downloaded as."""

    name: ClassVar[str]
    media_type: ClassVar[str]
    extension: ClassVar[str]

    def is_available(self) -> bool:
        """Whether what it needs is installed."""
        return True

    @abstractmethod
    def write(self, content: Content, *, raw: bool = False) -> Download:
        """`content` as a file; whatever can be said against it is raised here, before a byte is sent.

        Where the file may be opened in a spreadsheet, text that would be taken for a formula is defused, unless `raw`.
        """
