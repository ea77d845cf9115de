"""What is to happen at failpoints, and what did: a folder that the harness and the processes under test share.

``arms.json`` says what is armed and is read anew whenever it changes, so that a running process can be armed and
disarmed. Each fire takes a token, if its number is bounded, and leaves a line in ``fires``.
"""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from tests.faults.patience import wait_for

Action = Literal["kill", "stop", "exit", "raise", "outage", "sleep", "hold"]
#: The folder, for processes under test.
FOLDER_VARIABLE = "JOBKIT_FAILPOINTS"
#: What kind of process this is ("web", "worker", ...), for arms that are meant for one kind.
ROLE_VARIABLE = "JOBKIT_FAULTS_ROLE"


@dataclass(frozen=True, slots=True)
class Arm:
    """What happens at a failpoint.

    kill: SIGKILL to itself; stop: SIGSTOP to itself, the harness continues it; exit: ``os._exit(1)``; raise: an error
    nobody expects; outage: the error of a lost database; sleep: for `seconds`; hold: until the harness releases it.
    """

    point: str
    action: Action
    seconds: float = 0.0
    #: How likely it fires, each time.
    chance: float = 1.0
    #: Only when a process comes by for the nth time; 0 for every time.
    nth: int = 0
    #: How often it fires at most, in all processes together; 0 for as often as may be.
    times: int = 0
    #: Only in processes of this role.
    role: str = ""


@dataclass(frozen=True, slots=True)
class Fire:
    """A failpoint that fired."""

    point: str
    action: str
    pid: int
    at: float
    role: str


class Switchboard:
    """The harness's side."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "tokens").mkdir(exist_ok=True)
        self._arming = 0
        self.disarm()

    def arm(self, *arms: Arm) -> None:
        """Arm these failpoints and no others; tokens start anew."""
        self._arming += 1
        text = json.dumps({"arming": self._arming, "arms": [asdict(arm) for arm in arms]})
        written = self.folder / "arms.json.new"
        written.write_text(text)
        written.rename(self.folder / "arms.json")

    def disarm(self) -> None:
        """Have nothing happen any more; who holds goes on."""
        self.release()
        self.arm()

    def release(self) -> None:
        """Let every process that holds at a failpoint go on."""
        (self.folder / "released").write_text(str(time.monotonic()))

    def fires(self, point: str = "") -> list[Fire]:
        """What fired so far, in order."""
        path = self.folder / "fires"
        rows = [line.split("\t") for line in path.read_text().splitlines()] if path.exists() else []
        fires = [Fire(name, action, int(pid), float(at), role) for name, action, pid, at, role in rows]
        return [fire for fire in fires if point in {"", fire.point}]

    def wait_for_fire(self, point: str, count: int = 1, within: float = 20.0) -> Fire:
        """Wait until `point` fired `count` times in all, and answer the last of them."""
        wait_for(lambda: len(self.fires(point)) >= count, within, f"{count} fires of {point}")
        return self.fires(point)[count - 1]


class Board:
    """The side of a process under test."""

    def __init__(self, folder: Path, role: str) -> None:
        self._folder = folder
        self._role = role
        self._stamp = (0, 0)
        self._arming = 0
        self._arms: Sequence[Arm] = ()
        self._passed: dict[str, int] = {}

    def reached(self, point: str) -> None:
        """Do what is armed for `point`."""
        self._read()
        armed = [arm for arm in self._arms if arm.point == point and arm.role in {"", self._role}]
        if not armed:
            return
        self._passed[point] = self._passed.get(point, 0) + 1
        for number, arm in enumerate(armed):
            if self._fires(arm, number):
                self._note(arm)
                _ACTIONS[arm.action](self, arm)

    def _read(self) -> None:
        path = self._folder / "arms.json"
        found = path.stat()
        stamp = (found.st_mtime_ns, found.st_ino)
        if stamp != self._stamp:
            said = json.loads(path.read_text())
            self._stamp, self._arming, self._passed = stamp, said["arming"], {}
            self._arms = [Arm(**arm) for arm in said["arms"]]

    def _fires(self, arm: Arm, number: int) -> bool:
        if arm.nth and self._passed[arm.point] != arm.nth:
            return False
        # Not the random module: children of a fork would all throw the same dice.
        if int.from_bytes(os.urandom(4)) >= arm.chance * 2**32:
            return False
        return not arm.times or self._take_token(arm, number)

    def _take_token(self, arm: Arm, number: int) -> bool:
        for count in range(arm.times):
            token = self._folder / "tokens" / f"{self._arming}-{arm.point}-{number}-{count}"
            try:
                os.close(os.open(token, os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                continue
            return True
        return False

    def _note(self, arm: Arm) -> None:
        line = f"{arm.point}\t{arm.action}\t{os.getpid()}\t{time.monotonic()}\t{self._role}\n"
        descriptor = os.open(self._folder / "fires", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        os.write(descriptor, line.encode())
        os.close(descriptor)

    def hold(self) -> None:
        """Wait, a minute at most, until the harness releases whoever holds."""
        came_at = time.monotonic()
        while time.monotonic() < came_at + 60 and float((self._folder / "released").read_text() or 0) < came_at:
            time.sleep(0.01)


class InjectedFault(Exception):
    """Raised by a failpoint."""


def _raise(board: Board, arm: Arm) -> None:
    raise InjectedFault(arm.point)


def _outage(board: Board, arm: Arm) -> None:
    from django.db import OperationalError

    raise OperationalError(f"injected at {arm.point}")


_ACTIONS: dict[str, Callable[[Board, Arm], object]] = {
    "kill": lambda board, arm: os.kill(os.getpid(), signal.SIGKILL),
    # To this thread, which stops the process: meant for the process it would reach another, and this one ran on a bit.
    "stop": lambda board, arm: signal.pthread_kill(threading.get_ident(), signal.SIGSTOP),
    "exit": lambda board, arm: os._exit(1),
    "raise": _raise,
    "outage": _outage,
    "sleep": lambda board, arm: time.sleep(arm.seconds),
    "hold": lambda board, arm: board.hold(),
}

_boards: dict[str, Board] = {}


def reached(point: str) -> None:
    """What a failpoint becomes under the hook."""
    folder = os.environ.get(FOLDER_VARIABLE)
    if folder:
        if folder not in _boards:
            _boards[folder] = Board(Path(folder), os.environ.get(ROLE_VARIABLE, ""))
        _boards[folder].reached(point)
