"""The columns of a scan with the types of their values, for filters and for formats that have types."""

from __future__ import annotations

from django_jobkit.scans.models import Scan
from django_jobkit.scans.store.profiling import profile_up_to

Columns = dict[str, frozenset[str]]


def names_of(scan: Scan) -> Columns:
    """Every column in the order of its first appearance, without its types, which take longer to find."""
    return dict.fromkeys(scan.columns, frozenset())


def columns_of(scan: Scan) -> Columns:
    """Every column in the order of its first appearance; a column without values has no types."""
    # That of all records which the scan counts, for Parquet has no place for what it does not know of.
    types = {
        column["name"]: frozenset(name for name, count in column["types"].items() if count)
        for column in profile_up_to(scan.pk, scan.records).shown()
    }
    return {name: types.get(name, frozenset()) for name in scan.columns}
