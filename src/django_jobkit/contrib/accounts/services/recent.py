"""Which passwords were right a moment ago, as far as one process knows, so that they need not be counted as guesses.

Clients of Basic authentication say theirs with every request, and each count is a write.
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time

#: Seconds after which a password is taken for a guess once more, which also says anew where its owner logs in from.
_SECONDS = 300.0
#: Passwords that one process remembers; a client beyond these costs what it cost before.
_MOST = 1000
#: Bytes that are remembered of each: hardly a guess is mistaken for one, and whoever reads them out knows no password.
_BYTES = 4
_KEY = secrets.token_bytes(32)

_until: dict[bytes, float] = {}
_lock = threading.Lock()


def mark_of(name: str, address: str, password: str | None) -> bytes:
    """What is remembered of a login with `password` from `address`."""
    return hmac.digest(_KEY, repr((name, address, password)).encode(), "sha256")[:_BYTES]


def note(mark: bytes) -> None:
    """It was right."""
    with _lock:
        _until.pop(mark, None)
        _until[mark] = time.monotonic() + _SECONDS
        if len(_until) > _MOST:
            # The oldest stands first.
            del _until[next(iter(_until))]


def forget(mark: bytes) -> None:
    """It is right no longer."""
    with _lock:
        _until.pop(mark, None)


def was_right(mark: bytes) -> bool:
    """Whether it was right a moment ago."""
    return _until.get(mark, 0.0) > time.monotonic()
