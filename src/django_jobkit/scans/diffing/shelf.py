"""Records found by their keys, on disk, so that it does not matter how many they are.

A temporary database of SQLite is in every Python, keeps within the memory it is given, sorts on disk, and is gone with
its connection, whatever happens. Sorted files that are merged would be quicker, but would not give the changes in the
order of the new records.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from django_jobkit.scans.extracting import Record
from django_jobkit.scans.store.codec import dump_line, load_lines

_SETUP = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -32768;
PRAGMA temp_store = FILE;
CREATE TABLE kept (number INTEGER PRIMARY KEY, digest BLOB, line BLOB);
CREATE TABLE seen (digest BLOB PRIMARY KEY) WITHOUT ROWID;
"""
_FIND = "SELECT line FROM kept WHERE digest = ? ORDER BY number LIMIT 1"
_REPEATED = "SELECT count(*) - count(DISTINCT digest) FROM kept"
_UNSEEN = """
SELECT line FROM kept AS one
WHERE digest NOT IN (SELECT digest FROM seen) AND number = (SELECT min(number) FROM kept WHERE digest = one.digest)
ORDER BY number
"""


class Shelf:
    """The records of one side by their digests, and the digests that were looked for."""

    def __init__(self) -> None:
        # No name: a file of its own, which is removed when it is closed. Whoever collects the garbage may close it.
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.executescript(_SETUP)
        self._database.execute("BEGIN")

    def fill(self, records: Iterable[tuple[bytes, Record]]) -> None:
        """Keep records by their digests."""
        rows = ((digest, dump_line(record)) for digest, record in records)
        self._database.executemany("INSERT INTO kept (digest, line) VALUES (?, ?)", rows)
        # One sort of all is quicker than a place for each.
        self._database.execute("CREATE INDEX by_digest ON kept (digest, number)")

    def is_new(self, digest: bytes) -> bool:
        """Whether `digest` is looked for for the first time."""
        return self._database.execute("INSERT OR IGNORE INTO seen VALUES (?)", [digest]).rowcount == 1

    def find(self, digest: bytes) -> bytes | None:
        """The line of the first record with this digest."""
        row = self._database.execute(_FIND, [digest]).fetchone()
        return None if row is None else row[0]

    def repeated(self) -> int:
        """How many records have the digest of an earlier one."""
        (count,) = self._database.execute(_REPEATED).fetchone()
        return int(count)

    def unseen(self) -> Iterator[Record]:
        """The first record of each digest that was not looked for, in the order in which they came."""
        for (line,) in self._database.execute(_UNSEEN):
            yield from load_lines(line)

    def close(self) -> None:
        """Let go of the disk."""
        self._database.close()
