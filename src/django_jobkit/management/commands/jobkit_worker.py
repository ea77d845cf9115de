"""``manage.py jobkit_worker``: run jobs, and nothing but jobs, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import logging
import math
import signal
import threading
import time
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from django_jobkit.conf import config
from django_jobkit.core.executor import get_executor
from django_jobkit.core.registry import registry
from django_jobkit.executors.bell import Bell
from django_jobkit.executors.engine import Engine, Options
from django_jobkit.executors.thread import ThreadExecutor
from django_jobkit.services.database import jobs_alias
from django_jobkit.services.promote import promote_due

_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_LOOK = 0.02


class Command(BaseCommand):
    """Any number of these may run on one database, beside web processes or instead of their threads."""

    help = "Run jobs until SIGTERM or Ctrl-C; a second signal does not wait for running jobs."

    def add_arguments(self, parser: CommandParser) -> None:
        """What differs from the settings."""
        parser.add_argument("--concurrency", type=_slots, help="jobs to run side by side (CONCURRENCY)")
        parser.add_argument("--queues", help="comma-separated queues to take jobs from (QUEUES; all of them)")
        parser.add_argument("--poll-interval", type=_seconds, help="seconds between looks for jobs (POLL_INTERVAL)")
        parser.add_argument(
            "--drain", "--once", action="store_true", help="run what is due, then exit; for cron and for tests"
        )

    def handle(self, *, drain: bool, verbosity: int, **options: Any) -> None:
        """Raises CommandError when its threads died."""
        executor = _executor()
        if verbosity:
            _show_logs()
        chosen = _options(**options)
        self._stop = Bell()
        with self._signals(executor):
            executor.start(chosen)
            engine = executor.engine
            if engine is None:
                raise CommandError("The process is about to end.")
            if verbosity:
                self._greet(engine, drain=drain)
            try:
                self._work_off(engine) if drain else self._work(engine)
            finally:
                executor.stop()

    def _work(self, engine: Engine) -> None:
        while not self._stop.wait(1.0):
            if not engine.is_alive:
                raise CommandError("A thread of the worker died; the log says why.")

    def _work_off(self, engine: Engine) -> None:
        promote_due()
        asked_at = time.monotonic()
        engine.wake()
        while not self._stop.wait(_LOOK):
            if not engine.is_alive:
                raise CommandError("A thread of the worker died; the log says why.")
            if engine.is_idle_since(asked_at):
                if not promote_due():
                    return
                asked_at = time.monotonic()
            if len(engine.runs) == 0:
                engine.wake()

    @contextmanager
    def _signals(self, executor: ThreadExecutor) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        heard: list[int] = []

        def heed(number: int, frame: FrameType | None) -> None:
            heard.append(number)
            self._stop.ring()
            if len(heard) > 1:
                executor.hurry()

        before = {number: signal.signal(number, heed) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _greet(self, engine: Engine, *, drain: bool) -> None:
        settings = connections[jobs_alias()].settings_dict
        facts = {
            "worker": engine.worker,
            "database": f"{settings['ENGINE'].rpartition('.')[2]} {settings['NAME']}",
            "queues": ", ".join(engine.options.queues) if engine.options.queues else "all",
            "side by side": str(engine.options.concurrency),
            "tasks": str(sum(1 for _ in registry)),
            "until": "nothing is due" if drain else "SIGTERM or Ctrl-C",
        }
        if self.stdout.isatty() and _greet_richly(facts):
            return
        self.stdout.write("django-jobkit worker\n" + "".join(f"  {key:13} {value}\n" for key, value in facts.items()))
        self.stdout.flush()


def _slots(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a number of jobs; give 1 or more.")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise ArgumentTypeError(f"{text!r} is not a number of seconds above 0.")
    return seconds


def _executor() -> ThreadExecutor:
    executor = get_executor()
    # Jobs submitted by handlers wake this worker only if it is the executor of the process.
    return executor if isinstance(executor, ThreadExecutor) else ThreadExecutor()


def _options(concurrency: int | None, queues: str | None, poll_interval: float | None, **ignored: Any) -> Options:
    names = [name.strip() for name in queues.split(",") if name.strip()] if queues else config.QUEUES
    return Options(
        concurrency=concurrency or int(config.CONCURRENCY),
        queues=names,
        poll_interval=poll_interval or float(config.POLL_INTERVAL),
    )


def _show_logs() -> None:
    logger = logging.getLogger("django_jobkit")
    if logger.hasHandlers():
        return
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)-7s %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)


def _greet_richly(facts: dict[str, str]) -> bool:
    try:
        from rich.console import Console
        from rich.table import Table
    except ImportError:
        return False
    table = Table(title="django-jobkit worker", show_header=False, title_justify="left")
    for key, value in facts.items():
        table.add_row(key, value)
    Console().print(table)
    return True
