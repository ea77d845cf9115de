"""How long to leave a database alone that does not answer."""

from __future__ import annotations

import random

_system_random = random.SystemRandom()


class Backoff:
    """Delays that double from `first` up to `longest`, each with jitter, until something works again."""

    def __init__(self, first: float = 0.05, longest: float = 5.0) -> None:
        self._first = first
        self._longest = longest
        self.failures = 0

    def next(self) -> float:
        """The delay after one more failure, in seconds."""
        ceiling = min(self._longest, self._first * 2.0 ** min(self.failures, 32))
        self.failures += 1
        return ceiling * _system_random.uniform(0.5, 1.0)

    def reset(self) -> bool:
        """Something worked; answers whether this ends a series of failures."""
        failed = self.failures > 0
        self.failures = 0
        return failed
