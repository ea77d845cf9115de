"""Names are looked up a few at a time, and the queue for that is nobody's fault but ours."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from django_jobkit.egress import DnsFailed, EgressBusy, Limits, resolving
from django_jobkit.egress.budget import Budget
from django_jobkit.egress.resolving import look_up


@pytest.fixture
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> threading.BoundedSemaphore:
    """The only place in the queue."""
    place = threading.BoundedSemaphore(1)
    monkeypatch.setattr(resolving, "_UNDER_WAY", place)
    return place


@contextmanager
def taken(place: threading.BoundedSemaphore, seconds: float) -> Iterator[None]:
    """Another look-up is under way for so long."""
    place.acquire()
    timer = threading.Timer(seconds, place.release)
    timer.start()
    try:
        yield
    finally:
        timer.join()


def a_budget(seconds: float) -> Budget:
    """What a request with this deadline may take."""
    return Budget(replace(Limits.from_settings(), deadline=seconds))


def test_waiting_for_a_place_costs_the_request_nothing(one_at_a_time: threading.BoundedSemaphore) -> None:
    budget = a_budget(30.0)
    with taken(one_at_a_time, 0.5):
        began = time.monotonic()
        assert look_up("localhost", 80, lambda: budget.waiting(5.0))
        waited = time.monotonic() - began
    assert waited > 0.4
    assert 30.0 - budget.seconds < waited - 0.3


def test_who_waits_for_a_place_in_vain_comes_back_later_and_blames_nobody_else(
    one_at_a_time: threading.BoundedSemaphore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolving, "_PATIENCE", 0.01)
    with taken(one_at_a_time, 0.2), pytest.raises(EgressBusy) as busy:
        look_up("localhost", 80, lambda: a_budget(30.0).waiting(5.0))
    assert (busy.value.code, busy.value.after.total_seconds()) == ("egress_busy", 5.0)


def test_a_resolver_that_is_slow_itself_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()
    monkeypatch.setattr(resolving.socket, "getaddrinfo", lambda *_: ended.wait(5) and [])
    try:
        with pytest.raises(DnsFailed, match="in time"):
            look_up("slow.example", 80, lambda: a_budget(30.0).waiting(0.05))
    finally:
        ended.set()
