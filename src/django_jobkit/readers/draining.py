"""Running a reader to its end."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

logger = logging.getLogger(__name__)


def drain(items: Iterator[Any], take: Callable[[Any], None]) -> None:
    """Have `take` take all that a reader yields; it is closed however that ends."""
    try:
        for item in items:
            take(item)
    finally:
        try:
            items.close()  # type: ignore[attr-defined]  # readers are generator functions
        except Exception:
            logger.warning("What was read from failed while it was closed.", exc_info=True)
