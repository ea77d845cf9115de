"""A host whose clock is wrong: what Python says of the time, not what the database says."""

from __future__ import annotations

import time
from datetime import timedelta


def skew(seconds: float) -> None:
    """Set the clock of this process forward by `seconds`, or back; deadlines by the monotonic clock stay."""
    if not seconds:
        return
    from django.utils import timezone

    true_time, true_time_ns, true_now = time.time, time.time_ns, timezone.now
    time.time = lambda: true_time() + seconds
    time.time_ns = lambda: true_time_ns() + int(seconds * 1e9)
    timezone.now = lambda: true_now() + timedelta(seconds=seconds)
