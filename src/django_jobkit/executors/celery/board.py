"""The memory that a prefork worker's parent and its children share: what each child runs, and what it is told.

Each cell has one writer. A reader that comes while it writes sees it by the checksum, and reads again.
"""

from __future__ import annotations

import json
import mmap
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django_jobkit.exceptions import JobCancelled, JobInterrupted, JobTimedOut, LeaseLost

_HEADER = struct.Struct("<II")
_TRIES = 5
# A word with the longest message of progress in it fits well.
_WORD_SIZE = 1536
_ORDER_SIZE = 496
_SLOT_SIZE = _WORD_SIZE + _ORDER_SIZE + 16
_STOPS = {error.__name__: error for error in (JobCancelled, JobInterrupted, JobTimedOut, LeaseLost)}

Key = tuple[UUID, int]
#: The name of a child that has left, or has not claimed yet.
NOBODY = ""


class TornRead(Exception):
    """The cell was being written; look again later."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a child runs, with moments of the monotonic clock, which the processes of a host share."""

    key: Key
    claimed_at: float
    deadline: float | None
    progress: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Word:
    """What a child says: who it is, under which name it claims, and what it runs at this moment."""

    pid: int
    worker: str
    attempt: Attempt | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What a child is told about one attempt: why to stop it, how long its lease is good, whether it will be killed."""

    key: Key
    lease_until: float
    seen_at: float
    stop: type[Exception] | None
    condemned: bool


class Slot:
    """One child's part of the board; a child that dies leaves it to its successor."""

    def __init__(self, memory: mmap.mmap, start: int) -> None:
        self._memory = memory
        self._flag = start
        self._word = _Cell(memory, start + 16, _WORD_SIZE)
        self._order = _Cell(memory, start + 16 + _WORD_SIZE, _ORDER_SIZE)

    @property
    def is_used(self) -> bool:
        """Whether any child ever said anything here."""
        return not self._word.is_empty

    @property
    def is_ending(self) -> bool:
        """Whether the child is writing down how its attempt ended."""
        return self._memory[self._flag] == 1

    @is_ending.setter
    def is_ending(self, value: bool) -> None:
        self._memory[self._flag] = int(value)

    def say(self, word: Word) -> None:
        """For the child alone."""
        attempt = word.attempt
        said = attempt and [*_plain(attempt.key), attempt.claimed_at, attempt.deadline, list(attempt.progress)]
        self._word.write([word.pid, word.worker, said])

    def word(self) -> Word | None:
        """What the child said last; raises TornRead."""
        found = self._word.read()
        if found is None:
            return None
        pid, worker, said = found
        attempt = said and Attempt(_key(*said[:2]), *said[2:])
        return Word(pid, worker, attempt)

    def give(self, order: Order) -> None:
        """For the parent alone."""
        stop = order.stop and order.stop.__name__
        self._order.write([*_plain(order.key), order.lease_until, order.seen_at, stop, order.condemned])

    def order(self) -> Order | None:
        """What the parent said last; raises TornRead."""
        found = self._order.read()
        if found is None:
            return None
        job_id, attempt, lease_until, seen_at, stop, condemned = found
        return Order(_key(job_id, attempt), lease_until, seen_at, stop and _STOPS[stop], condemned)


class Board:
    """Made by the parent before it forks; every child inherits it."""

    def __init__(self, size: int) -> None:
        memory = mmap.mmap(-1, size * _SLOT_SIZE)
        self.slots = [Slot(memory, number * _SLOT_SIZE) for number in range(size)]


class _Cell:
    def __init__(self, memory: mmap.mmap, start: int, size: int) -> None:
        self._memory = memory
        self._start = start
        self._size = size

    @property
    def is_empty(self) -> bool:
        return self._memory[self._start : self._start + _HEADER.size] == bytes(_HEADER.size)

    def write(self, value: Any) -> None:
        said = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        cell = _HEADER.pack(len(said), zlib.crc32(said)) + said
        if len(cell) > self._size:
            raise ValueError(f"{len(said)} bytes do not fit into a cell of the board.")
        self._memory[self._start : self._start + len(cell)] = cell

    def read(self) -> Any:
        for _ in range(_TRIES):
            length, checksum = _HEADER.unpack_from(self._memory, self._start)
            if not length:
                return None
            begin = self._start + _HEADER.size
            said = self._memory[begin : begin + min(length, self._size)]
            if zlib.crc32(said) == checksum:
                return json.loads(said)
        raise TornRead


def _plain(key: Key) -> list[Any]:
    return [key[0].hex, key[1]]


def _key(job_id: str, attempt: int) -> Key:
    return UUID(hex=job_id), attempt
