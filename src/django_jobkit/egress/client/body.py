"""The body of a response, which nobody reads but through here."""

from __future__ import annotations

import io
from collections.abc import Iterator
from http.client import HTTPException
from typing import Any

from urllib3 import HTTPResponse
from urllib3.exceptions import HTTPError as Urllib3Error

from django_jobkit.egress.budget import Budget
from django_jobkit.egress.client.failures import translated
from django_jobkit.egress.errors import BodyTooLarge, EgressError
from django_jobkit.egress.inflating import unpacking

_BLOCK = 64 * 1024
# What packing may add to what cannot be packed.
_ENVELOPE = 64 * 1024


class GuardedBody(io.RawIOBase):
    """The plain bytes of a response, counted, unpacked a bounded piece at a time; it stands for ``response.raw``."""

    def __init__(self, raw: HTTPResponse, budget: Budget, *, method: str) -> None:
        super().__init__()
        self._raw = raw
        self._most = budget.limits.max_bytes
        self._packed = 0
        self._plain = 0
        self._at_end = False
        self.headers = raw.headers
        self.status = raw.status
        self.reason = raw.reason
        # Where requests finds cookies.
        self._original_response = raw._original_response
        try:
            self._unpacking = unpacking(raw.headers.get("Content-Encoding"))
            declared = raw.length_remaining
            if method != "HEAD" and declared is not None and declared > self._most + _ENVELOPE:
                raise BodyTooLarge
        except EgressError:
            raw.close()
            raise

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer`, or part of it; raises an EgressError when the body breaks a rule or breaks off."""
        view = memoryview(buffer).cast("B")
        if not view:
            return 0
        try:
            plain = self._next(len(view))
        except (Urllib3Error, HTTPException, OSError, ValueError) as error:
            self._raw.close()
            raise translated(error) from None
        except EgressError:
            self._raw.close()
            raise
        view[: len(plain)] = plain
        return len(plain)

    def stream(self, amt: int = _BLOCK, decode_content: bool = True) -> Iterator[bytes]:
        """Blocks of at most `amt` bytes."""
        while block := super().read(min(amt or _BLOCK, _BLOCK)):
            yield block

    def read(self, size: int | None = -1, decode_content: bool = True) -> bytes:
        """At most `size` bytes, or all there are."""
        if size is None or size < 0:
            return b"".join(self.stream())
        return super().read(size) or b""

    def close(self) -> None:
        """Have done with it; a body that was not read to its end takes its connection with it."""
        if not self.closed:
            self._raw.close()
        super().close()

    def release_conn(self) -> None:
        """Give the connection back."""
        self._raw.release_conn()

    def _next(self, most: int) -> bytes:
        while not self._at_end:
            plain = self._unpacking.take(most)
            if plain:
                self._plain += len(plain)
                if self._plain > self._most:
                    raise BodyTooLarge
                return plain
            packed = self._raw.read(_BLOCK, decode_content=False)
            self._packed += len(packed)
            if self._packed > self._most + _ENVELOPE:
                raise BodyTooLarge
            self._unpacking.feed(packed)
            if not packed:
                self._at_end = True
                self._unpacking.finish()
        return b""
