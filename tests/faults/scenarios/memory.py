"""Jobs that want more memory than there is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import pytest

from tests.faults.patience import holds_within
from tests.faults.scenario import Run, scenario
from tests.faults.servers.process import Process
from tests.faults.system.fleets import BROKERED, FLEETS
from tests.faults.system.supervisor import supervised

_MEGABYTE = 1 << 20
_FLEETS = ("thread", *BROKERED)
#: Version 1 of control groups; who may not make one here cannot have the kernel kill for lack of memory.
_GROUPS = Path("/sys/fs/cgroup/memory")
#: A worker with its children lives in less, and a glutton does not.
_LIMIT = 400 * _MEGABYTE
_APPETITE = 800
_ATTEMPTS = 2


@scenario(
    short=1, long=50, over=[(fleet,) for fleet in _FLEETS], short_over=[("celery-rabbitmq",)], proves="T13: I11 I34"
)
def killed_for_lack_of_memory(run: Run, fleet: str) -> None:
    """The kernel kills whoever runs a job that takes too much memory; the job is given up, its neighbours complete."""
    with run.system(**FLEETS[fleet]) as system, _memory_group() as group:
        client = system.start_web()

        def start() -> Process:
            worker = system.start_worker(ready=False)
            (group / "cgroup.procs").write_text(str(worker.pid))
            return worker

        with supervised(start) as supervisor:
            for _ in run.trials():
                glutton = client.submit("faults.glutton", {"megabytes": _APPETITE}).job
                neighbours = [client.submit("faults.step", {"seconds": 0.1}).job for _ in range(5)]
                for job in (glutton, *neighbours):
                    client.wait_until_ended(job, within=60)
            supervisor.stop()
        evidence = system.check(may_fail=["faults.glutton"])
        kills = int((group / "memory.oom_control").read_text().rpartition("oom_kill ")[2])
    run.count("kills by the kernel", kills)
    gluttons = [row for row in evidence.jobs.values() if row.task == "faults.glutton"]
    assert {(row.attempt, row.error["code"]) for row in gluttons} == {(_ATTEMPTS, "worker_lost")}
    assert kills >= _ATTEMPTS * len(gluttons)


@contextmanager
def _memory_group() -> Iterator[Path]:
    group = _GROUPS / f"jobkit-faults-{uuid4().hex[:8]}"
    try:
        group.mkdir()
    except OSError as error:
        pytest.skip(f"no control group for memory can be made here: {error}")
    try:
        (group / "memory.limit_in_bytes").write_text(str(_LIMIT))
        yield group
    finally:
        holds_within(lambda: _removed(group), 10)


def _removed(group: Path) -> bool:
    # Whoever is left is the system's to end, and leaves first; the kernel takes one at a time.
    for pid in (group / "cgroup.procs").read_text().split() if group.exists() else ():
        with suppress(OSError):
            (_GROUPS / "cgroup.procs").write_text(pid)
    with suppress(OSError):
        group.rmdir()
    return not group.exists()


@scenario(short=0, long=50, over=[(fleet,) for fleet in _FLEETS], proves="T13: I23")
def hits_its_own_limit(run: Run, fleet: str) -> None:
    """A job gets a MemoryError; that is a failure like any other, and its worker goes on."""
    with run.system(**FLEETS[fleet]) as system:
        client = system.start_web(ready=False)
        worker = system.start_worker(ready=False)
        system.await_web(client)
        for _ in run.trials():
            wish = {"megabytes": _APPETITE, "limited": True}
            glutton = client.submit("faults.glutton", wish, max_attempts=1).job
            neighbour = client.submit("faults.step").job
            assert client.wait_until_ended(glutton)["error"]["type"] == "MemoryError"
            client.wait_until_ended(neighbour)
        assert worker.is_alive
        system.check(may_fail=["faults.glutton"])
