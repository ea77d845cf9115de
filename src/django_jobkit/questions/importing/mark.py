"""Up to where an import is complete: the checkpoint of its job."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The last cursor, and what came after it."""

    cursor: Any = None
    #: Rows stored that came after the cursor; a later attempt meets them again and leaves them out.
    beyond: int = 0
    #: How many times in a row the platform asked us to come back later, without a row in between.
    waits: int = 0

    def as_json(self) -> dict[str, Any]:
        """What the checkpoint stores."""
        return asdict(self)


def mark_of(saved_state: Any) -> Mark:
    """The mark in a checkpoint; the beginning when there is none."""
    return Mark(**saved_state) if saved_state else Mark()
