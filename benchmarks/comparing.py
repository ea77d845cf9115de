"""Speed side by side: every contender takes its turn in every round, while the workers of all others stand still."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from benchmarks.floor import Floor
from benchmarks.measure import Measure, p50, seconds
from benchmarks.peers.arena import entered
from benchmarks.peers.contender import CONTENDERS, Contender
from benchmarks.peers.process import Submitter, Worker, started

#: Jobs that each worker runs side by side.
CONCURRENCY = 2
_SUBMITS = 300
_LIVES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Microseconds of a submit, jobs a second of a drain, microseconds from submit to visible as finished."""

    submit: float
    drain: float
    visible: float

    @classmethod
    def median(cls, speeds: list[Speed]) -> Speed:
        """Of each figure by itself."""
        return cls(
            submit=statistics.median(speed.submit for speed in speeds),
            drain=statistics.median(speed.drain for speed in speeds),
            visible=statistics.median(speed.visible for speed in speeds),
        )


class _Runner:
    """One contender that is ready to take its turn."""

    def __init__(self, contender: Contender, submitter: Submitter, worker: Worker | None) -> None:
        self.contender = contender
        self._submitter = submitter
        self._worker = worker

    def warm_up(self) -> None:
        """See the first job through, so that every connection is made; then stand still."""
        self._resume()
        self._submitter.ask("time_lives", 5)
        self._clear()

    def turn(self, count: int) -> Speed:
        """Submit `count` jobs while the worker stands still, let it work them off, then one at a time."""
        submit = self._submitter.ask("time_submits", _SUBMITS)
        self._submitter.ask("submit_many", count - _SUBMITS)
        # What submits in a thread of its own has time to do so, as the waiting jobs of everybody have it.
        time.sleep(1.0)
        start = time.monotonic()
        self._resume()
        drain = count / (self._submitter.ask("await_finished", count) - start)
        visible = self._submitter.ask("time_lives", _LIVES)
        self._clear()
        return Speed(submit=submit, drain=drain, visible=visible)

    def _resume(self) -> None:
        if self._worker is None:
            self._submitter.ask("start")
        else:
            self._worker.resume()

    def _clear(self) -> None:
        # In this order, for a worker may be stopped in the middle of a transaction, and would be waited for in vain.
        self._submitter.ask("clear")
        if self._worker is None:
            self._submitter.ask("stop")
        else:
            self._worker.pause()


def compare_speed(floor: Floor, rounds: int, count: int) -> tuple[Speed, dict[Contender, Speed]]:
    """The floor and every contender, in turns."""
    with ExitStack() as stack:
        runners = [stack.enter_context(_runner(contender)) for contender in CONTENDERS]
        floors: list[Speed] = []
        speeds: dict[Contender, list[Speed]] = {contender: [] for contender in CONTENDERS}
        for _ in range(rounds):
            floors.append(_floor_turn(floor, count))
            for runner in runners:
                speeds[runner.contender].append(runner.turn(count))
    return Speed.median(floors), {contender: Speed.median(taken) for contender, taken in speeds.items()}


@contextmanager
def _runner(contender: Contender) -> Iterator[_Runner]:
    environment = contender.environment("speed", CONCURRENCY)
    with ExitStack() as stack:
        submitter = stack.enter_context(entered(contender, "speed", environment))
        worker = None
        if not contender.runs_in_process:
            worker = stack.enter_context(started(contender.commands(CONCURRENCY), environment))
        runner = _Runner(contender, submitter, worker)
        runner.warm_up()
        yield runner


def _floor_turn(floor: Floor, count: int) -> Speed:
    submit = p50(floor.insert, _SUBMITS)
    ids = floor.insert_many(count)
    drain = count / seconds(lambda: floor.work_off(ids))
    return Speed(submit=submit, drain=drain, visible=p50(floor.submit_to_visible, _LIVES))


def goals(speeds: dict[Contender, Speed]) -> list[Measure]:
    """Ours over Celery against Celery by itself, on each broker."""
    by_name = {contender.name: speed for contender, speed in speeds.items()}
    rabbitmq, redis = by_name["jobkit, Celery, RabbitMQ"], by_name["jobkit, Celery, Redis"]
    return [
        *_goals("Celery, RabbitMQ", by_name, rabbitmq),
        # What RabbitMQ has, as our row is what PostgreSQL has.
        *_goals("Celery, RabbitMQ, confirmed", by_name, rabbitmq)[:1],
        *_goals("Celery, Redis", by_name, redis),
    ]


def _goals(beside: str, by_name: dict[str, Speed], ours: Speed) -> list[Measure]:
    return [
        Measure(
            name=name,
            unit=unit,
            floor=getattr(by_name[beside], figure),
            ours=getattr(ours, figure),
            target=target,
            at_most=at_most,
            beside=beside,
        )
        for name, figure, unit, target, at_most in (
            ("submit one, p50", "submit", "µs", 1.0, True),
            ("drain, concurrency 2", "drain", "jobs/s", 1.2, False),
            ("submit to visible as finished, idle, p50", "visible", "µs", 1.0, True),
        )
    ]
