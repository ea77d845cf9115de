"""Find what was added, changed and removed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any

from django_jobkit.scans.diffing.keys import digest_by
from django_jobkit.scans.diffing.shelf import Shelf
from django_jobkit.scans.diffing.values import changed_fields
from django_jobkit.scans.extracting import Record
from django_jobkit.scans.problems import KeyMissing
from django_jobkit.scans.store.codec import dump_line, load_lines


class Comparison:
    """The changes from one collection to another, found while they are gone through, in bounded memory.

    Records that were added and changed come in the order of the new collection, then those that were removed in the
    order of the old one. Of records with the same key on one side the first counts. The counts are complete when all
    changes were gone through.
    """

    def __init__(self, new: Iterable[Record], old: Iterable[Record], key: Sequence[str]) -> None:
        if not key:
            raise KeyMissing("Name the columns that tell records apart.")
        self._new = new
        self._old = old
        self._key = list(dict.fromkeys(key))
        self._digest = digest_by(self._key)
        self.added = 0
        self.removed = 0
        self.changed = 0
        self.unchanged = 0
        #: Records on both sides whose key an earlier one has, and records without a value in every column of the key.
        self.duplicate_keys = 0
        self.without_key = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        with closing(Shelf()) as shelf:
            shelf.fill(self._keyed(self._old))
            self.duplicate_keys += shelf.repeated()
            yield from self._arrivals(shelf)
            for before in shelf.unseen():
                self.removed += 1
                yield self._change("removed", before, None)

    @property
    def summary(self) -> dict[str, int]:
        """How many records are what."""
        names = ("added", "removed", "changed", "unchanged", "duplicate_keys", "without_key")
        return {name: getattr(self, name) for name in names}

    def _keyed(self, records: Iterable[Record]) -> Iterator[tuple[bytes, Record]]:
        """The records that have a key; raises KeyMissing behind the last one when there are some and none has."""
        keyed = without = 0
        for record in records:
            digest = self._digest(record)
            if digest is None:
                without += 1
            else:
                keyed += 1
                yield digest, record
        if without and not keyed:
            raise KeyMissing(f"No record has a value in {' and '.join(self._key)}; name other columns as the key.")
        self.without_key += without

    def _arrivals(self, shelf: Shelf) -> Iterator[dict[str, Any]]:
        for digest, after in self._keyed(self._new):
            if not shelf.is_new(digest):
                self.duplicate_keys += 1
                continue
            change = self._arrival(shelf.find(digest), after)
            if change is not None:
                yield change

    def _arrival(self, line: bytes | None, after: Record) -> dict[str, Any] | None:
        if line is None:
            self.added += 1
            return self._change("added", None, after)
        # Most are the same to the byte.
        if line != dump_line(after):
            (before,) = load_lines(line)
            if fields := changed_fields(before, after):
                self.changed += 1
                return self._change("changed", before, after, fields)
        self.unchanged += 1
        return None

    def _change(
        self, change: str, before: Record | None, after: Record | None, fields: Sequence[str] = ()
    ) -> dict[str, Any]:
        record = after or before or {}
        key = {name: record[name] for name in self._key}
        return {"change": change, "key": key, "before": before, "after": after, "fields": list(fields)}


def compare(new: Iterable[Record], old: Iterable[Record], key: Sequence[str]) -> Comparison:
    """The changes from `old` to `new`, where `key` names the columns that tell records apart; raises KeyMissing."""
    return Comparison(new, old, key)
