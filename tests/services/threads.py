"""Let several threads loose at the same instant, as often as wanted, each on a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

Act = Callable[[int], Any]
# Far above what any round needs, and finite, so that a broken test ends.
PATIENCE = 60.0


def race(acts: list[Act], rounds: int = 1) -> list[list[Any]]:
    """Call every act once per round, all at the same instant; an act gets the round's number.

    Answers, for each round, what each act returned, or the exception that it raised.
    """
    barrier = threading.Barrier(len(acts), timeout=PATIENCE)
    answers: list[list[Any]] = [[None] * len(acts) for _ in range(rounds)]

    def run(place: int) -> None:
        try:
            for number in range(rounds):
                barrier.wait()
                try:
                    answers[number][place] = acts[place](number)
                except Exception as error:  # noqa: BLE001 - the test judges it
                    answers[number][place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[place], daemon=True) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    return answers


def crowd(size: int, act: Act) -> list[Any]:
    """Call `act` in `size` threads at the same instant; each gets its own number."""
    return race([lambda _, number=number: act(number) for number in range(size)])[0]  # type: ignore[misc]
