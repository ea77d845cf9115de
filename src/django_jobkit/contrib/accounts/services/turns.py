"""Logins into one account come one after the other, as far as one process sees them.

Each counts as failed until its password was looked at, so all that are looked at at the same time must fit into the
limit: else a client that sends many requests with the right password would be kept out by its own.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django_jobkit.contrib.accounts.conf import accounts_config as config


class _Gate:
    """Lets so many through as LOGINS_AT_ONCE says."""

    def __init__(self) -> None:
        self.room = threading.BoundedSemaphore(config.LOGINS_AT_ONCE)
        self.callers = 0


_gates: dict[str, _Gate] = {}
_lock = threading.Lock()


@contextmanager
def turn(key: str) -> Iterator[None]:
    """Wait until few enough others are under way with `key`, or LOGIN_PATIENCE is over."""
    with _lock:
        gate = _gates.setdefault(key, _Gate())
        gate.callers += 1
    is_through = gate.room.acquire(timeout=config.LOGIN_PATIENCE)
    try:
        yield
    finally:
        if is_through:
            gate.room.release()
        with _lock:
            gate.callers -= 1
            if not gate.callers:
                del _gates[key]
