"""Kill what the harness started when the harness itself is gone, however it went.

Run as a program it reads ``+pid`` and ``-pid`` from its standard input, and at the end of that kills the process groups
that are left.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading


class Reaper:
    """The harness's side; starts the program when it is first needed."""

    def __init__(self) -> None:
        self._program: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def watch(self, pid: int) -> None:
        """Have the process group of `pid` killed should we end without `forget`."""
        self._tell(f"+{pid}\n")

    def forget(self, pid: int) -> None:
        """Hear that it has ended."""
        self._tell(f"-{pid}\n")

    def _tell(self, line: str) -> None:
        with self._lock:
            if self._program is None:
                # A session of its own, so that Ctrl-C does not end it before us.
                self._program = subprocess.Popen(
                    [sys.executable, "-S", __file__], stdin=subprocess.PIPE, start_new_session=True
                )
            assert self._program.stdin is not None
            self._program.stdin.write(line.encode())
            self._program.stdin.flush()


reaper = Reaper()


def _reap() -> None:
    watched: set[int] = set()
    for line in sys.stdin:
        pid = int(line[1:])
        if line.startswith("+"):
            watched.add(pid)
        else:
            watched.discard(pid)
    for pid in watched:
        with contextlib.suppress(OSError):
            os.killpg(pid, signal.SIGKILL)


if __name__ == "__main__":
    _reap()
