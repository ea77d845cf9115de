"""Up to where a scan is complete: the checkpoint of its job."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The last cursor, and what was counted when it was given."""

    cursor: Any = None
    records: int = 0
    problems: int = 0
    pages: int = 0
    bytes: int = 0
    #: How many columns there were.
    columns: int = 0
    #: How many times in a row the source asked us to come back later, without a record in between.
    waits: int = 0

    @property
    def extent(self) -> tuple[int, int]:
        """How far the scan has come: records and pages, either of which only grows."""
        return self.records, self.pages

    def as_json(self) -> dict[str, Any]:
        """What the checkpoint stores."""
        return asdict(self)


START = Mark()


def mark_of(saved_state: Any) -> Mark:
    """The mark in a checkpoint; the beginning when there is none."""
    return Mark(**saved_state) if saved_state else START
