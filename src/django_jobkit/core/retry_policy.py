"""When a failed job is tried again: a pure function of the error and the attempt."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from datetime import timedelta

from django_jobkit.exceptions import ExtraMissing, PermanentFailure, SecretUnreadable

_PERMANENT = (PermanentFailure, SecretUnreadable, ExtraMissing)
_system_random = random.SystemRandom()


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """Exponential back-off with jitter.

    `first` is the delay after the first failure, multiplied by `factor` after each further one up to `longest`;
    `jitter` (0 to 1) is the share of the delay that is drawn at random, so that jobs that failed together do not
    come back together. Only errors of the types in `retry_on` are tried again, never those in `permanent`.
    """

    first: timedelta = timedelta(seconds=1)
    factor: float = 2.0
    longest: timedelta = timedelta(hours=1)
    jitter: float = 0.5
    retry_on: tuple[type[BaseException], ...] = (Exception,)
    permanent: tuple[type[BaseException], ...] = ()

    def is_retryable(self, error: BaseException) -> bool:
        """Whether another attempt might help."""
        return isinstance(error, self.retry_on) and not isinstance(error, (*_PERMANENT, *self.permanent))

    def delay(self, attempt: int) -> timedelta:
        """How long to wait after attempt number `attempt` (1, 2, 3) failed."""
        try:
            grown = self.first.total_seconds() * self.factor ** (attempt - 1)
        except OverflowError:
            grown = math.inf if self.first else 0.0
        ceiling = min(grown, self.longest.total_seconds())
        return timedelta(seconds=ceiling * (1 - self.jitter * _system_random.random()))
