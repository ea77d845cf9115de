"""Wait for what will happen, and for no longer than is reasonable."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

_LOOK = 0.03
#: On a machine that has more to do than this, everything may take longer by this factor.
FACTOR = float(os.environ.get("JOBKIT_FAULTS_PATIENCE") or 1)


class OutOfPatience(AssertionError):
    """What was waited for did not happen in time."""


def holds_within(condition: Callable[[], object], seconds: float, every: float = _LOOK) -> bool:
    """Whether `condition` came true within `seconds`; looks again and again until then."""
    deadline = time.monotonic() + seconds * FACTOR
    while not condition():
        if time.monotonic() > deadline:
            return bool(condition())
        time.sleep(every)
    return True


def wait_for(condition: Callable[[], object], within: float, what: str) -> None:
    """Wait until `condition` is true; raises OutOfPatience that says `what` did not happen."""
    if not holds_within(condition, within):
        raise OutOfPatience(f"waited {within:.0f} s in vain for {what}")
