"""One SQLite file, many processes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from sqlite3 import connect

from tests.faults.scenario import Run, scenario
from tests.faults.system.system import RECOVERY, System

_WORKERS = 6
_CALLERS = 4
_JOBS = 40
#: The journal is a property of the file; who asks for another one while the file is in use hears that it is locked.
_AS_THE_FILE_SAYS = {"init_command": "PRAGMA synchronous=NORMAL;"}


def _examine(system: System) -> None:
    with closing(connect(system.database_url.removeprefix("sqlite://"))) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    for process in system.processes:
        assert "is locked" not in process.output, f"{process} heard of a lock"


@scenario(
    short=_JOBS,
    long=1500,
    over=[("wal", "no reader"), ("wal", "a long reader"), ("delete", "no reader")],
    short_over=[("wal", "a long reader")],
    proves="T18: I30",
)
def many_processes_on_one_file(run: Run, journal: str, reader: str) -> None:
    """Six workers and two web processes write into one file; nobody hears that it is locked, nothing is lost."""
    options = _AS_THE_FILE_SAYS
    with run.system(database="sqlite", database_options=options) as system, ThreadPoolExecutor(_CALLERS) as callers:
        with closing(connect(system.database_url.removeprefix("sqlite://"))) as database:
            database.execute(f"PRAGMA journal_mode={journal}")
        client = system.start_web(processes=2)
        for _ in range(_WORKERS):
            system.start_worker(CONCURRENCY=2)
        with closing(connect(system.database_url.removeprefix("sqlite://"))) as database:
            if reader == "a long reader":
                database.execute("BEGIN")
                database.execute("SELECT count(*) FROM jobkit_job").fetchall()
            list(callers.map(lambda _: client.submit("faults.effect").job, run.trials()))
            system.settle()
        evidence = system.check(every_claim_starts=True)
        _examine(system)
    assert len(evidence.jobs) == run.wanted
    assert {row.attempt for row in evidence.jobs.values()} == {1}


@scenario(short=1, long=50, proves="T18: I2 I12 I30")
def writer_of_a_file_is_killed(run: Run) -> None:
    """Workers on one SQLite file are killed while they write; the file stays whole, and their jobs are run again."""
    with run.system(database="sqlite") as system:
        client = system.start_web()
        system.start_worker("heir")
        for trial in run.trials():
            victim = system.start_worker("victim")
            jobs = [client.submit("faults.effect", {"seconds": 0.05}).job for _ in range(20)]
            system.wait_for_starts(20 * trial + 5)
            victim.kill()
            for job in jobs:
                client.wait_until_ended(job, within=RECOVERY + 20)
        system.check()
        _examine(system)
