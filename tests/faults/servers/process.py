"""A process that the harness started: a session of its own, a log, and an end in any case."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.faults.patience import holds_within, wait_for
from tests.faults.servers.reaper import reaper

ROOT = Path(__file__).resolve().parents[3]


class Process:
    """Started at once; leads a process group, which is killed with it."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path, name: str = "") -> None:
        self.name = name or command[0]
        self.log = log
        self.started_at = time.monotonic()
        with log.open("ab") as output:
            self._popen = subprocess.Popen(
                list(command),
                cwd=ROOT,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.pid = self._popen.pid
        reaper.watch(self.pid)

    def __repr__(self) -> str:
        return f"<{self.name} {self.pid}>"

    @property
    def is_alive(self) -> bool:
        """Whether it runs or is stopped."""
        return self._popen.poll() is None

    @property
    def exit_code(self) -> int | None:
        """How it ended, as subprocess has it; None while it has not."""
        return self._popen.poll()

    @property
    def children(self) -> list[int]:
        """The processes that it forked and that are there, dead ones that nobody buried included."""
        with contextlib.suppress(OSError):
            return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]
        return []

    @property
    def output(self) -> str:
        """All that it has said."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def processor_seconds(self) -> float:
        """What its whole group has used so far of the processors, without those that have ended."""
        ticks = 0
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                ticks += sum(map(int, fields[11:13])) if int(fields[2]) == self.pid else 0
        return ticks / os.sysconf("SC_CLK_TCK")

    def send(self, number: signal.Signals, *, group: bool = False) -> None:
        """Send a signal to it, or to all of its group; what is gone hears nothing."""
        with contextlib.suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(self.pid, number)

    def stop(self) -> None:
        """SIGSTOP to the whole group."""
        self.send(signal.SIGSTOP, group=True)

    def resume(self) -> None:
        """SIGCONT to the whole group."""
        self.send(signal.SIGCONT, group=True)

    def kill(self) -> None:
        """SIGKILL to the whole group, as the loss of a machine has it, and wait for its end."""
        self.send(signal.SIGKILL, group=True)
        self._popen.wait(30)
        reaper.forget(self.pid)

    def terminate(self, within: float = 30.0) -> int:
        """SIGTERM to it alone; answers its exit code. Raises OutOfPatience when it does not end."""
        self.send(signal.SIGTERM)
        return self.wait(within)

    def wait(self, within: float = 30.0) -> int:
        """Wait for its end and answer its exit code; raises OutOfPatience."""
        try:
            wait_for(lambda: not self.is_alive, within, f"the end of {self}")
        finally:
            if not self.is_alive:
                reaper.forget(self.pid)
        return self._popen.returncode

    def end(self) -> None:
        """See to it that nothing of it is left."""
        self.send(signal.SIGCONT, group=True)
        if self.is_alive:
            self.send(signal.SIGTERM)
            holds_within(lambda: not self.is_alive, 0.1)
        self.kill()

    def says(self, text: str, within: float = 30.0) -> None:
        """Wait until it has said `text`; raises OutOfPatience with what it said instead."""
        holds_within(lambda: text in self.output or not self.is_alive, within)
        if text not in self.output:
            raise AssertionError(f"{self} did not say {text!r} within {within:.0f} s but:\n{self.output[-4000:]}")
