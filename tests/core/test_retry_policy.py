"""Back-off is a pure function of the error and the attempt, and always a delay that can be waited for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jobkit import PermanentFailure, RetryPolicy

SECONDS = st.timedeltas(timedelta(0), timedelta(days=400))
ATTEMPTS = st.integers(1, 10**9)


@given(SECONDS, st.floats(1, 1e300), SECONDS, st.floats(0, 1), ATTEMPTS)
def test_a_delay_is_between_nothing_and_the_longest(
    first: timedelta, factor: float, longest: timedelta, jitter: float, attempt: int
) -> None:
    policy = RetryPolicy(first=first, factor=factor, longest=longest, jitter=jitter)

    assert timedelta(0) <= policy.delay(attempt) <= longest


@given(SECONDS, st.floats(1, 10), ATTEMPTS)
def test_without_jitter_the_delay_never_shrinks_with_the_attempts(
    first: timedelta, factor: float, attempt: int
) -> None:
    policy = RetryPolicy(first=first, factor=factor, jitter=0)

    assert policy.delay(attempt) <= policy.delay(attempt + 1)


def test_the_delay_grows_by_the_factor_up_to_the_longest() -> None:
    policy = RetryPolicy(first=timedelta(seconds=2), factor=3, longest=timedelta(seconds=50), jitter=0)

    assert [policy.delay(attempt).total_seconds() for attempt in range(1, 6)] == [2, 6, 18, 50, 50]


@given(ATTEMPTS)
def test_at_once_stays_at_once(attempt: int) -> None:
    assert RetryPolicy(first=timedelta(0)).delay(attempt) == timedelta(0)


def test_jitter_parts_those_that_failed_together() -> None:
    policy = RetryPolicy(first=timedelta(seconds=100), jitter=0.5)

    delays = {policy.delay(1).total_seconds() for _ in range(50)}

    assert len(delays) > 25
    assert all(50 <= delay <= 100 for delay in delays)


class Flaky(ConnectionError):
    """Comes and goes."""


@pytest.mark.parametrize(
    ("policy", "error", "retried"),
    [
        (RetryPolicy(), ValueError(), True),
        (RetryPolicy(), PermanentFailure(), False),
        (RetryPolicy(), SystemExit(), False),
        (RetryPolicy(), KeyboardInterrupt(), False),
        (RetryPolicy(retry_on=(BaseException,)), SystemExit(), True),
        (RetryPolicy(retry_on=(ConnectionError,)), Flaky(), True),
        (RetryPolicy(retry_on=(ConnectionError,)), ValueError(), False),
        (RetryPolicy(permanent=(ConnectionError,)), Flaky(), False),
        (RetryPolicy(retry_on=(OSError,), permanent=(Flaky,)), Flaky(), False),
        (RetryPolicy(retry_on=(OSError,), permanent=(Flaky,)), ConnectionError(), True),
        (RetryPolicy(retry_on=(BaseException,)), PermanentFailure(), False),
        (RetryPolicy(retry_on=()), ValueError(), False),
    ],
)
def test_an_error_is_worth_another_attempt_by_its_type(
    policy: RetryPolicy, error: BaseException, retried: bool
) -> None:
    assert policy.is_retryable(error) is retried
