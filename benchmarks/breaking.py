"""What becomes of jobs when a worker is killed, and when the broker is away while they are committed.

All contenders go through it at the same time, for most of it is waiting.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

from benchmarks.peers.arena import entered
from benchmarks.peers.contender import BROKERS, CONTENDERS, Contender
from benchmarks.peers.process import Submitter, started
from benchmarks.peers.work import noted
from tests.faults.servers.proxy import Proxy

_TWENTY = 20
_NAP = 3.0
_COMMITS = 10
# For a worker to start and to connect on a machine on which seven others do the same.
_START = 20.0
_WARM_UP = -1
_WITH_DEFAULTS = [contender for contender in CONTENDERS if not contender.confirmed]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Survival:
    """Of twenty jobs: those under way at the kill, not done in time, done more than once; seconds until the last."""

    begun: int
    undone: int
    twice: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """Of some commits: those that raised nothing, seconds of the slowest, jobs that never ran; `of` is how many."""

    of: int
    answered: int
    slowest: float
    lost: int


class _Ledger:
    """A file in which jobs note that they begin and that they are done."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)
        path.touch()

    def done(self) -> Counter[int]:
        """How often each was done."""
        return Counter(number for number in noted(self.path, "done") if number != _WARM_UP)

    def begun(self) -> int:
        """How many were begun."""
        return len({number for number in noted(self.path, "begun") if number != _WARM_UP})


@contextmanager
def _ledger() -> Iterator[_Ledger]:
    with tempfile.TemporaryDirectory() as folder:
        yield _Ledger(Path(folder) / "ledger")


def kill_workers(lease: float) -> dict[Contender, Survival]:
    """`kill -9` everything that a worker is made of with twenty jobs in its hands, and start another.

    Ours runs with this lease, and everybody gets the time of a lease, a tick, a start and the work that is left.
    """
    return _all_at_once(_WITH_DEFAULTS, lambda contender: _kill(contender, lease))


def _kill(contender: Contender, lease: float) -> Survival:
    slots = contender.slots_for_twenty
    environment = {**contender.environment("kill", slots), "BENCH_LEASE": str(lease)}
    commands = contender.commands(slots)
    with entered(contender, "kill", environment) as submitter, _ledger() as ledger:
        with started(commands, environment) as worker:
            _fill(submitter, ledger, slots, processes=len(commands))
            worker.kill()
            begun = ledger.begun() - len(ledger.done())
        with started(contender.commands(slots), environment):
            return _survival(ledger, begun, lease + lease / 6 + _NAP * _TWENTY / slots)


def _fill(submitter: Submitter, ledger: _Ledger, slots: int, processes: int) -> None:
    submitter.ask("submit_nap", ledger.path, _WARM_UP, 0.0)
    _wait(lambda: bool(noted(ledger.path, "done")), _START * 3)
    # The first of many may be up long before the last.
    time.sleep(0.3 * processes)
    for number in range(_TWENTY):
        submitter.ask("submit_nap", ledger.path, number, _NAP)
    _wait(lambda: ledger.begun() > 0, _START)
    # The others begin, and what is fetched ahead is not to be seen; before the first ends.
    _wait(lambda: ledger.begun() >= slots, _NAP / 2)
    time.sleep(0.2)


def _survival(ledger: _Ledger, begun: int, patience: float) -> Survival:
    start = time.monotonic()
    _wait(lambda: len(ledger.done()) == _TWENTY, patience + _START)
    seconds = time.monotonic() - start
    # Whoever does a job a second time is given the time to.
    time.sleep(max(0.0, patience - seconds))
    done = ledger.done()
    twice = sum(times > 1 for times in done.values())
    return Survival(begun=begun, undone=_TWENTY - len(done), twice=twice, seconds=seconds)


def stop_brokers() -> dict[Contender, Outage]:
    """Commit while the broker refuses connections, let it come back, and see which jobs run."""
    return _all_at_once([contender for contender in _WITH_DEFAULTS if contender.broker], _stop)


def _stop(contender: Contender) -> Outage:
    with _proxy(BROKERS[contender.broker]) as (proxy, url), _ledger() as ledger:
        environment = contender.environment("outage", 2, url)
        with entered(contender, "outage", environment) as submitter:
            submitter.ask("commit_nap", ledger.path, _WARM_UP, 0.0)
            time.sleep(1.0)
            proxy.switch("down")
            answers = [submitter.ask("commit_nap", ledger.path, number, 0.0) for number in range(_COMMITS)]
            proxy.switch("pass")
            with started(contender.commands(2), environment):
                _wait(lambda: len(ledger.done()) == _COMMITS, _START)
            return Outage(
                of=_COMMITS,
                answered=sum(answered for answered, _ in answers),
                slowest=max(seconds for _, seconds in answers),
                lost=_COMMITS - len(ledger.done()),
            )


@contextmanager
def _proxy(url: str) -> Iterator[tuple[Proxy, str]]:
    parts = urlsplit(url)
    assert parts.port, f"{url} names no port."
    proxy = Proxy(parts.port)
    try:
        credentials = parts.netloc.rpartition("@")[0]
        netloc = f"{credentials}@" if credentials else ""
        yield proxy, urlunsplit(parts._replace(netloc=f"{netloc}127.0.0.1:{proxy.port}"))
    finally:
        proxy.close()


def _all_at_once(contenders: Sequence[Contender], act: Callable[[Contender], T]) -> dict[Contender, T]:
    with ThreadPoolExecutor(len(contenders)) as threads:
        return dict(zip(contenders, threads.map(act, contenders), strict=True))


def _wait(happened: Callable[[], bool], patience: float) -> None:
    deadline = time.monotonic() + patience
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.05)
