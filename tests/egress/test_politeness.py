"""One host is asked at its pace, whatever number of threads there is."""

from __future__ import annotations

import threading
import time

import pytest

from django_jobkit.egress import EgressBusy, RateLimited
from django_jobkit.egress.politeness import Politeness
from django_jobkit.exceptions import JobCancelled


class Clock:
    """Waits that are written down."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def wait(self, seconds: float) -> None:
        """Remember, and go on at once."""
        self.waits.append(seconds)


def take_turns(politeness: Politeness, times: int, clock: Clock, host: str = "a.example", **others: float) -> None:
    """Ask one after the other."""
    given = {"interval": 1.0, "concurrency": 4, "patience": 60.0, **others}
    for _ in range(times):
        with politeness.turn(host, wait=clock.wait, **given):  # type: ignore[arg-type]
            pass


def test_requests_to_one_host_are_spaced_out() -> None:
    clock = Clock()
    take_turns(Politeness(), 4, clock)
    assert [round(seconds, 1) for seconds in clock.waits] == [1.0, 2.0, 3.0]


def test_other_hosts_do_not_wait() -> None:
    politeness, clock = Politeness(), Clock()
    take_turns(politeness, 1, clock)
    take_turns(politeness, 1, clock, host="b.example")
    assert clock.waits == []


def test_a_host_may_ask_for_more() -> None:
    politeness, clock = Politeness(), Clock()
    politeness.slow_down("a.example", 20.0)
    take_turns(politeness, 2, clock)
    assert round(clock.waits[0]) == 20


def test_past_our_patience_the_job_comes_back_later() -> None:
    politeness, clock = Politeness(), Clock()
    with pytest.raises(EgressBusy) as limited:
        take_turns(politeness, 10, clock, interval=30.0, patience=60.0)
    assert len(clock.waits) == 2
    assert 85 < (limited.value.retry_after or 0) <= 90


def test_a_host_that_wants_to_be_left_alone_for_longer_is_named_as_the_one_who_does() -> None:
    politeness, clock = Politeness(), Clock()
    politeness.slow_down("a.example", 100.0)
    with pytest.raises(RateLimited) as limited:
        take_turns(politeness, 2, clock)
    assert not isinstance(limited.value, EgressBusy)


def test_a_cancelled_wait_gives_its_place_back() -> None:
    politeness = Politeness()

    def cancelled(seconds: float) -> None:
        raise JobCancelled

    take_turns(politeness, 1, Clock(), concurrency=1)
    for _ in range(10):
        turn = politeness.turn("a.example", interval=1.0, concurrency=1, patience=1000.0, wait=cancelled)
        with pytest.raises(JobCancelled), turn:
            pytest.fail("It was our turn at once.")
    take_turns(politeness, 1, Clock(), concurrency=1)


def test_so_many_at_a_time_and_no_more() -> None:
    politeness = Politeness()
    most, present, lock = [0], [0], threading.Lock()
    together = threading.Barrier(2, timeout=5)

    def ask() -> None:
        with politeness.turn("a.example", interval=0.0, concurrency=2, patience=30.0, wait=time.sleep):
            with lock:
                present[0] += 1
                most[0] = max(most[0], present[0])
            together.wait()
            with lock:
                present[0] -= 1

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert most == [2]


def test_waiting_for_a_place_has_an_end() -> None:
    politeness, clock = Politeness(), Clock()
    with (
        politeness.turn("a.example", interval=0.0, concurrency=1, patience=1.0, wait=clock.wait),
        pytest.raises(EgressBusy) as busy,
    ):
        take_turns(politeness, 1, clock, concurrency=1, patience=0.01)
    assert (busy.value.code, "server" in busy.value.message) == ("egress_busy", False)


def test_hosts_are_forgotten() -> None:
    politeness, clock = Politeness(most_hosts=10), Clock()
    for number in range(1000):
        take_turns(politeness, 1, clock, host=f"{number}.example")
    assert len(politeness._hosts) <= 11
