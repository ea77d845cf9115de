"""Unpacks bodies a bounded piece at a time, whatever their ratio."""

from __future__ import annotations

import zlib
from typing import Protocol

from django_jobkit.egress.errors import BadEncoding

#: What we say we take; nothing else is unpacked.
ACCEPTED = "gzip, deflate"
_GZIP = 16 + zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"
# Enough of a beginning to tell what it is.
_SHORTEST = 2


class Unpacking(Protocol):
    """One body on its way from packed to plain."""

    def feed(self, packed: bytes) -> None:
        """Here is more of it."""

    def take(self, most: int) -> bytes:
        """At most so many plain bytes of what was fed; nothing, when more must be fed."""

    def finish(self) -> None:
        """There is no more; raises BadEncoding when that cannot be."""


class Plain:
    """A body that is not packed."""

    def __init__(self) -> None:
        self._waiting = memoryview(b"")

    def feed(self, packed: bytes) -> None:
        """Here is more of it."""
        self._waiting = memoryview(packed)

    def take(self, most: int) -> bytes:
        """At most so many bytes."""
        taken, self._waiting = self._waiting[:most], self._waiting[most:]
        return bytes(taken)

    def finish(self) -> None:
        """Any end will do."""


class Inflating:
    """A body packed once, with gzip or deflate."""

    def __init__(self, encoding: str) -> None:
        self._is_gzip = encoding == "gzip"
        self._inflater: zlib._Decompress | None = None
        self._waiting = b""
        self._ended = False

    def feed(self, packed: bytes) -> None:
        """Here is more of it."""
        self._waiting += packed

    def take(self, most: int) -> bytes:
        """At most so many bytes; raises BadEncoding."""
        while (inflater := self._inflater or self._begin()) is not None:
            plain = self._inflate(inflater, most)
            if plain or not (inflater.eof or self._waiting):
                return plain
        return b""

    def finish(self) -> None:
        """A body that began must have ended; raises BadEncoding."""
        if self._inflater is not None or (self._waiting and not self._ended):
            raise BadEncoding("The packed answer ends in its middle.")

    def _inflate(self, inflater: zlib._Decompress, most: int) -> bytes:
        try:
            plain = inflater.decompress(self._waiting, most)
        except zlib.error:
            raise BadEncoding from None
        self._waiting = inflater.unconsumed_tail
        if inflater.eof:
            self._inflater, self._waiting, self._ended = None, inflater.unused_data, True
        return plain

    def _begin(self) -> zlib._Decompress | None:
        """A new inflater when what waits begins something packed; gzip may be several files in a row."""
        if len(self._waiting) < _SHORTEST:
            return None
        is_gzip = self._waiting.startswith(_GZIP_MAGIC)
        if self._ended and not (self._is_gzip and is_gzip):
            # Padding behind the end, which the command gzip ignores as well.
            self._waiting = b""
            return None
        if self._is_gzip != is_gzip:
            raise BadEncoding
        self._inflater = zlib.decompressobj(_GZIP if is_gzip else _deflate_bits(self._waiting))
        return self._inflater


def _deflate_bits(packed: bytes) -> int:
    # Many servers send deflate without its envelope, whose first two bytes are a multiple of 31.
    enveloped = packed[0] & 0x0F == zlib.DEFLATED and int.from_bytes(packed[:2], "big") % 31 == 0
    return zlib.MAX_WBITS if enveloped else -zlib.MAX_WBITS


def unpacking(content_encoding: str | None) -> Unpacking:
    """What unpacks a body with this Content-Encoding; raises BadEncoding for several layers and unknown ones."""
    encoding = (content_encoding or "identity").strip().lower()
    if encoding in {"identity", ""}:
        return Plain()
    if encoding in {"gzip", "x-gzip"}:
        return Inflating("gzip")
    if encoding == "deflate":
        return Inflating("deflate")
    raise BadEncoding
