"""Lines gathered into chunks, of which the last may still grow."""

from __future__ import annotations

from collections.abc import Sequence

from django_jobkit.scans.conf import scans_config
from django_jobkit.scans.store.codec import Packed, pack_lines
from django_jobkit.scans.store.truncating import Tail

# Records encoded before anything is known of their size.
_FIRST_LOOK = 50


class Chunks:
    """Chunks by the number of their first record; what is stored changes with `committed` alone."""

    def __init__(self, tail: Tail, stored_bytes: int) -> None:
        self._first = tail.first
        self._lines = tail.lines
        self._size = sum(map(len, tail.lines))
        self._mean = 0
        self._full: dict[int, Packed] = {}
        #: Lines of the open chunk that are stored already.
        self._stored_lines = len(tail.lines)
        #: The chunk that has a row and may get more records, and the bytes in that row.
        self._row = (tail.first, tail.stored_bytes) if tail.lines else None
        self._stored_bytes = stored_bytes

    @property
    def end(self) -> int:
        """The number of the record that comes next."""
        return self._first + len(self._lines)

    @property
    def is_full(self) -> bool:
        """Whether as many whole chunks wait as are committed together."""
        return len(self._full) >= scans_config.COMMIT_CHUNKS

    def room(self) -> int:
        """How many more records the open chunk is likely to take."""
        by_size = (scans_config.CHUNK_BYTES - self._size) // self._mean if self._mean else _FIRST_LOOK
        return max(1, min(scans_config.CHUNK_RECORDS - len(self._lines), by_size))

    def add(self, lines: Sequence[bytes]) -> None:
        """Put `lines` behind the others."""
        if not lines:
            return
        size = sum(map(len, lines))
        self._mean = size // len(lines)
        if (
            len(self._lines) + len(lines) <= scans_config.CHUNK_RECORDS
            and self._size + size <= scans_config.CHUNK_BYTES
        ):
            self._put(lines, size)
            return
        for line in lines:
            self._put([line], len(line))

    def _put(self, lines: Sequence[bytes], size: int) -> None:
        self._lines += lines
        self._size += size
        if len(self._lines) >= scans_config.CHUNK_RECORDS or self._size >= scans_config.CHUNK_BYTES:
            self._full[self._first] = pack_lines(self._lines)
            self._first += len(self._lines)
            self._lines, self._size, self._stored_lines = [], 0, 0

    def pending(self) -> dict[int, Packed]:
        """What is not stored yet; the open chunk is packed as it is."""
        if len(self._lines) == self._stored_lines:
            return dict(self._full)
        return {**self._full, self._first: pack_lines(self._lines)}

    @property
    def grown(self) -> int | None:
        """Which of `pending` has a row already."""
        return None if self._row is None else self._row[0]

    def stored_bytes_with(self, pending: dict[int, Packed]) -> int:
        """How many bytes are stored once `pending` is."""
        replaced = self._row[1] if self._row is not None and self._row[0] in pending else 0
        return self._stored_bytes - replaced + sum(len(packed.data) for packed in pending.values())

    def committed(self, pending: dict[int, Packed]) -> None:
        """Learn that `pending` is stored."""
        self._stored_bytes = self.stored_bytes_with(pending)
        self._full.clear()
        self._stored_lines = len(self._lines)
        if not self._lines:
            self._row = None
        elif self._first in pending:
            self._row = (self._first, len(pending[self._first].data))
