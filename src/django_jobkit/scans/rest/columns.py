"""The columns of a scan with the types of their values, for filters and for formats that have types."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from django_jobkit.scans.models import Scan
from django_jobkit.scans.store.profiling import profile_up_to

Columns = dict[str, frozenset[str]]
_MOST_CHUNKS = 20


class _TooMany(Exception):
    """More chunks would have to be read than are read for a page."""


def names_of(scan: Scan) -> Columns:
    """Every column in the order of its first appearance, without its types, which take longer to find."""
    return dict.fromkeys(scan.columns, frozenset())


def columns_at_hand(scan: Scan) -> Columns:
    """Every column in the order of its first appearance, with its types where finding them takes no time to speak of.

    While a scan runs, or when it was killed, there may be no profile yet of any number of records.
    """
    chunks = count()

    def heed() -> None:
        if next(chunks) >= _MOST_CHUNKS:
            raise _TooMany

    try:
        return columns_of(scan, heed)
    except _TooMany:
        return names_of(scan)


def columns_of(scan: Scan, heed: Callable[[], object] = lambda: None) -> Columns:
    """Every column in the order of its first appearance; a column without values has no types.

    `heed` is called with every chunk that has to be read for it, and may raise to end it.
    """
    # That of all records which the scan counts, for Parquet has no place for what it does not know of.
    types = {
        column["name"]: frozenset(name for name, count in column["types"].items() if count)
        for column in profile_up_to(scan.pk, scan.records, heed).shown()
    }
    return {name: types.get(name, frozenset()) for name in scan.columns}
