"""Schedules that whoever writes attempts in many batches makes once, at the end, rather than in each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_PUT_OFF: ContextVar[frozenset[int]] = ContextVar("put_off", default=frozenset())


@contextmanager
def putting_off(question_ids: Iterable[int]) -> Iterator[None]:
    """Leave the schedules of these questions as they are; whoever calls this owes them a rebuild."""
    token = _PUT_OFF.set(put_off() | frozenset(question_ids))
    try:
        yield
    finally:
        _PUT_OFF.reset(token)


def put_off() -> frozenset[int]:
    """The questions whose schedules are left as they are here and now."""
    return _PUT_OFF.get()
