"""How many different values there are, counted in constant memory."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nsmallest
from zlib import crc32

_SPACE = 1 << 32
_MASK = _SPACE - 1
# An odd factor makes what CRC-32 gives for neighbouring texts look drawn at random, and keeps different ones different.
_SPREAD = 0x9E3779B1


class DistinctSketch:
    """The `size` least hashes of all values seen: "k minimum values".

    Below `size` different values the count is exact. Beyond, the hash in place k of n values that are spread evenly
    lies near k/n of the way, which gives n with a standard error of 1/sqrt(k - 2) (Bar-Yossef et al., "Counting
    distinct elements in a data stream", 2002; Beyer et al., "On synopses for distinct-value estimation under multiset
    operations", 2007).
    """

    def __init__(self, size: int, hashes: Iterable[int] = ()) -> None:
        self.size = size
        self._hashes = set(hashes)
        self._ceiling = self._settle()

    def add(self, values: Iterable[bytes]) -> None:
        """Count `values`, each seen before or not."""
        ceiling = self._ceiling
        self._hashes |= {mixed for code in map(crc32, values) if (mixed := code * _SPREAD & _MASK) < ceiling}
        # Trimming takes longer than counting, and pays once in a while.
        if len(self._hashes) > 2 * self.size:
            self._ceiling = self._settle()

    def _settle(self) -> int:
        if len(self._hashes) <= self.size:
            return _SPACE
        least = nsmallest(self.size, self._hashes)
        self._hashes = set(least)
        return least[-1] + 1

    @property
    def is_exact(self) -> bool:
        """Whether so few different values were seen that each was counted."""
        return len(self._hashes) < self.size and self._ceiling == _SPACE

    def estimate(self) -> int:
        """How many different values were seen."""
        self._ceiling = self._settle()
        if self.is_exact:
            return len(self._hashes)
        return round((self.size - 1) * _SPACE / max(*self._hashes, 1))

    def hashes(self) -> list[int]:
        """What another sketch of this size is made from."""
        self._ceiling = self._settle()
        return sorted(self._hashes)
