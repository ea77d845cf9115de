"""What tells records apart, as sixteen bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from operator import itemgetter
from typing import Any

from django_jobkit.scans.extracting import Record
from django_jobkit.scans.store.codec import dump_line

_DIGEST = 16
# A float beyond this is not written as the integer that it equals.
_MOST = 2.0**63


def digest_by(columns: Sequence[str]) -> Callable[[Record], bytes | None]:
    """A function from a record to what stands for its key, None when it has none.

    The same key gives the same bytes, and another key gives others. 1 and 1.0 are the same, for JSON has one kind of
    number; 1, "1" and true are three keys.
    """
    pick = itemgetter(*columns)

    def digest(record: Record) -> bytes | None:
        try:
            values = pick(record)
        except KeyError:
            return None
        if len(columns) == 1:
            values = (values,)
        if None in values:
            return None
        return blake2b(dump_line([_plain(value) for value in values]), digest_size=_DIGEST).digest()

    return digest


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < _MOST else value
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in sorted(value.items())}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value
