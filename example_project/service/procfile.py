"""Run the processes of a Procfile side by side: all of them, or none."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO

LINE = re.compile(r"^([\w.-]+):\s*(\S.*)$", re.MULTILINE)
# Politely first; who asks again does not want to wait. gunicorn and Celery both stop at once on SIGQUIT.
POLITELY, AT_ONCE = signal.SIGTERM, signal.SIGQUIT
SYSTEM = "system"
# Seconds to hear out what has ended.
LAST_WORDS = 5.0


def read_procfile(file: Path) -> dict[str, str]:
    """The commands in `file`, by name."""
    return dict(LINE.findall(file.read_text(encoding="utf-8")))


@dataclass(slots=True)
class Processes:
    """Starts commands, passes on what they say with their names before it, and ends all when one of them ends.

    `patience` is how many seconds they get to end by themselves before they are killed.
    """

    folder: Path
    environment: Mapping[str, str]
    patience: float
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _news: SimpleQueue[str | signal.Signals] = field(default_factory=SimpleQueue)
    _printing: threading.Lock = field(default_factory=threading.Lock)
    _width: int = len(SYSTEM)
    _stop_by: float | None = None

    def run(self, commands: Mapping[str, str]) -> int:
        """Run until a process ends, or SIGTERM or SIGINT comes; 0 if they were told to end and did in time."""
        self._width = max(map(len, [SYSTEM, *commands]))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda number, frame: self._news.put(signal.Signals(number)))
        for name, command in commands.items():
            self._start(name, command)
        result = 0
        while self._running:
            result = max(result, self._heed(self._next_news()))
        return result

    def _start(self, name: str, command: str) -> None:
        # In a session of its own, so that Ctrl-C reaches it through us alone, and it can be killed with its children.
        process = subprocess.Popen(  # noqa: S603 - our own Procfile
            ["/bin/sh", "-c", f"exec {command}"],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._running[name] = process
        self._say(SYSTEM, f"{name} started as process {process.pid}")
        reader = threading.Thread(target=self._pass_on, args=(name, process.stdout), daemon=True)
        reader.start()
        threading.Thread(target=self._await, args=(name, process, reader), daemon=True).start()

    def _pass_on(self, name: str, output: IO[bytes]) -> None:
        for line in output:
            self._say(name, line.decode(errors="replace").rstrip())

    def _await(self, name: str, process: subprocess.Popen[bytes], reader: threading.Thread) -> None:
        process.wait()
        # What it started dies with it, whatever became of itself.
        _signal_group(process, signal.SIGKILL)
        reader.join(LAST_WORDS)
        self._news.put(name)

    def _next_news(self) -> str | signal.Signals | None:
        try:
            return self._news.get(timeout=None if self._stop_by is None else max(0.0, self._stop_by - time.monotonic()))
        except Empty:
            return None

    def _heed(self, news: str | signal.Signals | None) -> int:
        if news is None:
            return self._kill()
        if isinstance(news, signal.Signals):
            self._end(f"{news.name} received", POLITELY if self._stop_by is None else AT_ONCE)
            return 0
        process = self._running.pop(news)
        self._say(SYSTEM, f"{news} ended {_how(process.returncode)}")
        if self._stop_by is not None:
            return 0
        self._end(f"nothing runs without {news}", POLITELY)
        return 1

    def _end(self, reason: str, number: signal.Signals) -> None:
        self._say(SYSTEM, f"{reason}: {number.name} to {', '.join(self._running) or 'nobody'}")
        self._stop_by = time.monotonic() + self.patience
        for process in self._running.values():
            process.send_signal(number)

    def _kill(self) -> int:
        self._say(SYSTEM, f"not ended after {self.patience:.0f} seconds, killed: {', '.join(self._running)}")
        for process in self._running.values():
            _signal_group(process, signal.SIGKILL)
        self._stop_by = time.monotonic() + self.patience
        return 1

    def _say(self, name: str, line: str) -> None:
        with self._printing:
            sys.stdout.write(f"{name:{self._width}} | {line}\n")
            sys.stdout.flush()


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def _how(code: int) -> str:
    return f"by {signal.Signals(-code).name}" if code < 0 else f"with code {code}"
