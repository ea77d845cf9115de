"""What is inside a gzip file, a bounded piece at a time."""

from __future__ import annotations

import zlib
from typing import IO

from django_jobkit.files.errors import ArchiveDamaged
from django_jobkit.files.packing.budget import Budget
from django_jobkit.files.packing.streams import Stream

_PACKED_BLOCK = 64 * 1024
#: zlib's word for "with a header and checksum of gzip".
_GZIP = 31


class _Inflater:
    """Reads one gzip file, which may be several, one after the other."""

    def __init__(self, file: IO[bytes], budget: Budget) -> None:
        file.seek(0)
        self._file = file
        self._budget = budget
        self._packed = b""
        self._inflate = zlib.decompressobj(_GZIP)
        self._began = False

    def read(self, size: int) -> bytes:
        """At most `size` bytes, none only at the end."""
        while True:
            if self._inflate.eof and not self._next_member():
                return b""
            if not self._packed:
                self._packed = self._file.read(_PACKED_BLOCK)
                if not self._packed:
                    return self._end()
            data = self._unpack(size)
            if data:
                self._budget.spend(len(data))
                return data

    def _unpack(self, size: int) -> bytes:
        self._began = True
        try:
            data = self._inflate.decompress(self._packed, size)
        except zlib.error as error:
            raise ArchiveDamaged from error
        self._packed = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail
        return data

    def _next_member(self) -> bool:
        """Begin with the gzip file behind this one, if there is one; padding and other rubbish is passed over."""
        if not self._packed:
            self._packed = self._file.read(_PACKED_BLOCK)
        self._began = False
        if self._packed.startswith(b"\x1f"):
            self._inflate = zlib.decompressobj(_GZIP)
            return True
        return False

    def _end(self) -> bytes:
        # What zlib still holds back comes out without more input.
        data = self._inflate.decompress(b"", 1) if self._began else b""
        if data:
            self._budget.spend(len(data))
            return data
        if self._began and not self._inflate.eof:
            raise ArchiveDamaged("The gzip file was cut off; upload it again.")
        return b""


def gzip_stream(file: IO[bytes], budget: Budget) -> Stream:
    """The unpacked bytes of the gzip file `file`, from its beginning."""
    return Stream(_Inflater(file, budget).read)
