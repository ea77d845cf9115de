"""The small parts that the threads are made of."""

from __future__ import annotations

import threading
import time
from uuid import uuid4

import pytest

from django_jobkit.executors.backoff import Backoff
from django_jobkit.executors.bell import Bell
from django_jobkit.executors.loop import Loop
from django_jobkit.executors.pool import Pool
from django_jobkit.executors.runs import Run
from django_jobkit.services.claim import ClaimedJob


class Stumbling(Loop):
    """Fails twice, then works."""

    name = "stumbler"

    def __init__(self) -> None:
        super().__init__()
        self.backoff = Backoff(first=0.001)
        self.turns = 0
        self.worked = threading.Event()

    def turn(self) -> float:
        """Count, and fail at first."""
        self.turns += 1
        if self.turns <= 2:
            raise ConnectionError
        self.worked.set()
        return 60.0


def test_a_loop_survives_what_goes_wrong_in_a_turn() -> None:
    loop = Stumbling()
    loop.start()
    assert loop.worked.wait(5)
    assert loop.is_alive
    loop.stop()
    loop.join(time.monotonic() + 5)
    assert not loop.is_alive
    assert loop.turns == 3


def test_a_bell_that_was_rung_before_is_not_slept_through() -> None:
    bell = Bell()
    bell.ring()
    bell.ring()
    assert bell.wait(5)
    assert not bell.wait(0)


def test_a_bell_wakes_another_thread_at_once() -> None:
    bell = Bell()
    heard: list[bool] = []
    listener = threading.Thread(target=lambda: heard.append(bell.wait(10)))
    listener.start()
    bell.ring()
    listener.join(5)
    assert heard == [True]


def test_delays_double_up_to_a_limit_and_never_vanish() -> None:
    backoff = Backoff(first=1.0, longest=8.0)
    delays = [backoff.next() for _ in range(6)]
    for delay, ceiling in zip(delays, [1, 2, 4, 8, 8, 8], strict=True):
        assert ceiling / 2 <= delay <= ceiling
    assert backoff.reset()
    assert not backoff.reset()
    assert backoff.next() <= 1.0


def test_a_thread_that_could_not_start_is_not_counted_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    run = Run(ClaimedJob(uuid4(), 1, "tests.add", "default", 3, None, {"x": 1}, None), time.monotonic(), alone=True)
    ended = threading.Event()
    pool = Pool[Run](lambda _run, _hand: ended.set(), 1)
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", refuse)
        with pytest.raises(RuntimeError):
            pool.submit(run)

    pool.submit(run)
    assert ended.wait(5)
    pool.stop()
