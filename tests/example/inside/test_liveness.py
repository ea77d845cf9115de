"""The file that tells whether a Celery worker is alive."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from celery import Celery

from config import liveness
from django_jobkit.testing.waiting import wait_until

LIMIT = 10.0


class Loop:
    """The consumer's timer, which here turns when it is told to."""

    def __init__(self) -> None:
        self.entries: list[Callable[[], None]] = []
        self.timer = self

    def call_repeatedly(self, seconds: float, function: Callable[[], None]) -> Loop:
        """Remember what to call."""
        self.entries.append(function)
        return self

    def cancel(self) -> None:
        """Forget it."""
        self.entries.clear()

    def turn(self) -> None:
        """Call it."""
        for function in self.entries:
            function()


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file, in a world that is faster."""
    monkeypatch.setattr(liveness, "INTERVAL", 0.02)
    return tmp_path / "alive"


@pytest.fixture
def step(file: Path) -> Any:
    """What a worker gets from `watch_liveness`."""
    app = Celery("example", set_as_current=False)
    liveness.watch_liveness(app, file)
    (step,) = app.steps["consumer"]
    return step(None)


def make_old(file: Path) -> None:
    """As if nobody had touched it for years."""
    os.utime(file, (0, 0))


def is_young(file: Path) -> bool:
    """Whether somebody has."""
    return file.exists() and file.stat().st_mtime > 0


def test_before_there_is_a_broker_and_after_it_went_the_file_stays_young(step: Any, file: Path) -> None:
    wait_until(lambda: is_young(file), LIMIT, "touched while connecting")
    step.start(Loop())
    step.stop(None)
    make_old(file)
    wait_until(lambda: is_young(file), LIMIT, "touched while connecting again")


def test_a_loop_that_turns_keeps_the_file_young_and_one_that_hangs_does_not(step: Any, file: Path) -> None:
    loop = Loop()
    step.start(loop)
    # The thread may have been about to touch it once more.
    settled = [is_old_for(file, 0.2) for _ in range(2)]
    assert settled[-1]
    loop.turn()
    assert is_young(file)


def is_old_for(file: Path, seconds: float) -> bool:
    """Whether nobody touches it in this time."""
    make_old(file)
    try:
        wait_until(lambda: is_young(file), seconds, "touched")
    except AssertionError:
        return True
    return False
