"""The profile of a scan: types, nulls, different values, least and most of every column."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django_jobkit.scans.models import Scan, ScanProfile
from django_jobkit.scans.store.column import Column
from django_jobkit.scans.store.columns import Table, table_of
from django_jobkit.scans.store.reading import iter_records
from django_jobkit.services.database import jobs_alias

_SKETCH_SIZE = 1024
# So that thousands of columns do not take more memory than all the rest.
_WIDE = 100
_SMALL_SKETCH_SIZE = 128


class Profile:
    """The profiles of all columns, of the first `records` records."""

    def __init__(self) -> None:
        self.records = 0
        self._columns: dict[str, Column] = {}

    @property
    def names(self) -> list[str]:
        """The columns in the order of their first appearance."""
        return list(self._columns)

    def add(self, table: Table) -> None:
        """Count the records of `table`."""
        self.records += table.count
        for name, values in table.columns.items():
            column = self._columns.get(name)
            if column is None:
                size = _SKETCH_SIZE if len(self._columns) < _WIDE else _SMALL_SKETCH_SIZE
                column = self._columns[name] = Column(name, size)
            column.add(values, table.types[name])

    def shown(self) -> list[dict[str, Any]]:
        """What clients see."""
        return [column.shown(self.records) for column in self._columns.values()]

    def dump(self) -> bytes:
        """All of it, for the store."""
        stored = {"records": self.records, "columns": [column.as_json() for column in self._columns.values()]}
        return zlib.compress(json.dumps(stored, separators=(",", ":")).encode(), 1)

    @classmethod
    def load(cls, state: bytes) -> Profile:
        """What `dump` gave."""
        stored = json.loads(zlib.decompress(state))
        profile = cls()
        profile.records = stored["records"]
        profile._columns = {column["name"]: Column.from_json(column) for column in stored["columns"]}
        return profile


def profile_of(scan: Scan) -> list[dict[str, Any]]:
    """The profile of every column of `scan`; while it runs it may be some seconds old."""
    return _stored(scan.pk).shown()


def profile_up_to(scan_id: UUID, records: int, heed: Callable[[], object] = lambda: None) -> Profile:
    """The profile of the first `records` records, which are stored; most of it is stored too, as a rule.

    `heed` is called now and then, and may raise to end it.
    """
    profile = _stored(scan_id)
    if profile.records > records:
        # What is counted cannot be taken back.
        profile = Profile()
    for chunk in iter_records(scan_id, profile.records):
        wanted = chunk[: records - profile.records]
        if not wanted:
            break
        heed()
        profile.add(table_of(wanted))
    return profile


def forget_beyond(scan_id: UUID, records: int) -> None:
    """Drop the stored profile when it knows of more than `records` records; call it in a transaction.

    It would be taken for one of those that come in their place as soon as there are as many.
    """
    if _stored(scan_id).records > records:
        ScanProfile.objects.using(jobs_alias()).filter(pk=scan_id).delete()


def _stored(scan_id: UUID) -> Profile:
    state = ScanProfile.objects.using(jobs_alias()).filter(pk=scan_id).values_list("state", flat=True).first()
    return Profile() if state is None else Profile.load(state)
