"""Old jobs are deleted while others are made, run and read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.faults.patience import wait_for
from tests.faults.scenario import Run, scenario
from tests.faults.system.client import Client
from tests.faults.system.system import System

_CALLERS = 4
_LOOKS = 15


def _live(run: Run, client: Client) -> None:
    job = client.submit("faults.effect", {"seconds": 0.05}).job
    assert job
    for _ in range(_LOOKS):
        look = client.look(job)
        assert look.status in {200, 404}, look
        if look.status == 200:
            assert (look.body["result"] is not None) == (look.body["status"] == "COMPLETED"), look
            history = client.history(job)
            assert history.status in {200, 404}, history
    run.count("reads", 2 * _LOOKS)


@scenario(
    short=24,
    long=1500,
    over=[("postgresql", "thread"), ("sqlite", "thread")],
    short_over=[("postgresql", "thread")],
    proves="T29: I40",
)
def pruned_under_load(run: Run, database: str, executor: str) -> None:
    """Jobs are pruned when they end, by three workers at once; none earlier, and readers see all of them or nothing."""
    retention = {"RETENTION": 0, "MAINTENANCE_INTERVAL": 0.2, "BATCH": 20}
    with (
        run.system(executor=executor, database=database, settings=retention) as system,
        ThreadPoolExecutor(_CALLERS) as callers,
    ):
        client = system.start_web()
        for _ in range(3):
            system.start_worker()
        list(callers.map(lambda _: _live(run, client), run.trials()))
        wait_for(lambda: not _rows(system, "jobkit_job"), 60, "all jobs to be pruned")
        assert not _rows(system, "jobkit_jobstatus"), "histories without their jobs"
        ended = {entry.job for entry in system.entries("end")}
        begun = [entry.job for entry in system.entries("start")]
    assert len(ended) == run.wanted, "jobs were deleted before they ended"
    assert len(begun) == run.wanted


def _rows(system: System, table: str) -> int:
    with system.database() as database:
        return int(database.rows(f"SELECT count(*) FROM {table}")[0][0])
