"""What parent and children of a prefork pool tell one another in shared memory."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from uuid import uuid4

import pytest

pytest.importorskip("celery")

from django_jobkit.core.outcome import Cancelled
from django_jobkit.exceptions import JobCancelled
from django_jobkit.executors.celery.board import Attempt, Board, Key, Order, Slot, TornRead, Word
from django_jobkit.executors.celery.seat import Seat
from django_jobkit.executors.runs import Runs


@pytest.fixture
def slot() -> Slot:
    """One slot of a board."""
    return Board(3).slots[1]


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    """A child of this process that does nothing for long."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield process
    process.kill()
    process.wait()


def attempt(key: Key | None = None) -> Attempt:
    """Something that runs."""
    return Attempt(key or (uuid4(), 1), time.monotonic(), None, [None, None, ""])


def test_what_was_said_is_read(slot: Slot) -> None:
    assert (slot.word(), slot.order(), slot.is_used) == (None, None, False)
    word = Word(7, uuid4().hex, Attempt((uuid4(), 3), 1.5, 2.5, [1.0, None, "ø" * 200]))
    order = Order((uuid4(), 2), 3.5, 4.5, JobCancelled, condemned=True)
    slot.say(word)
    slot.give(order)
    slot.is_ending = True
    assert (slot.word(), slot.order(), slot.is_ending, slot.is_used) == (word, order, True, True)


def test_the_longest_message_of_progress_fits(slot: Slot) -> None:
    slot.say(Word(2**31, uuid4().hex, Attempt((uuid4(), 10**9), 1e9 / 3, 1e9 / 7, [1 / 3, 2 / 3, "\x01" * 200])))
    slot.say(Word(2**31, uuid4().hex, Attempt((uuid4(), 10**9), 1e9 / 3, 1e9 / 7, [1 / 3, 2 / 3, "🎈" * 200])))


def test_half_a_word_is_not_taken_for_one(slot: Slot) -> None:
    slot.say(Word(7, "a" * 32))
    slot._memory[slot._word._start + 20] ^= 1
    with pytest.raises(TornRead):
        slot.word()


def test_a_condemned_process_is_killed_over_the_run_it_was_condemned_for(
    slot: Slot, process: subprocess.Popen[bytes]
) -> None:
    runs = Runs()
    seat = Seat(slot, runs, on_stop=lambda: None)
    slot.say(Word(process.pid, "worker", attempt()))
    assert seat.look() is None
    seat.condemn(lambda job: Cancelled())
    order = slot.order()
    assert order is not None
    assert order.condemned
    execute(seat)
    # Seen dead, and left to whoever started it.
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    death = seat.look()
    assert death is not None
    assert (death.worker, death.verdict is None) == ("worker", False)
    assert (seat.look(), len(runs)) == (None, 0)
    assert process.wait(10) == -signal.SIGKILL


@pytest.mark.parametrize("goes_on", [False, True])
def test_a_condemned_process_that_has_gone_on_is_let_go(
    slot: Slot, process: subprocess.Popen[bytes], goes_on: bool
) -> None:
    seat = Seat(slot, Runs(), on_stop=lambda: None)
    slot.say(Word(process.pid, "worker", attempt()))
    seat.look()
    seat.condemn(None)
    slot.say(Word(process.pid, "worker", attempt() if goes_on else None))
    execute(seat)
    order = slot.order()
    assert order is not None
    assert not order.condemned
    assert process.poll() is None


def test_a_process_that_writes_down_its_end_is_not_killed_over_it(slot: Slot, process: subprocess.Popen[bytes]) -> None:
    seat = Seat(slot, Runs(), on_stop=lambda: None)
    slot.say(Word(process.pid, "worker", attempt()))
    seat.look()
    seat.condemn(None)
    slot.is_ending = True
    execute(seat)
    assert process.poll() is None


def test_the_successor_of_a_dead_process_is_not_taken_for_it(slot: Slot, process: subprocess.Popen[bytes]) -> None:
    seat = Seat(slot, Runs(), on_stop=lambda: None)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    slot.say(Word(gone.pid, "first", attempt()))
    gone.wait()
    death = seat.look()
    assert death is not None
    assert (death.worker, death.verdict) == ("first", None)
    slot.say(Word(process.pid, "second", attempt()))
    assert seat.look() is None
    assert seat.run is not None


def execute(seat: Seat) -> None:
    """Take turns as the overseer does, until the sentence is executed or withdrawn."""
    deadline = time.monotonic() + 5
    while seat.is_condemned and time.monotonic() < deadline:
        seat.look()
        seat.execute()
        time.sleep(0.005)
    assert not seat.is_condemned
