"""Jobs that take longer than a broker likes to wait."""

from __future__ import annotations

from tests.faults.scenario import Run, scenario
from tests.faults.servers.process import Process
from tests.faults.system.fleets import FLEETS

#: Redis hands a message to somebody else when it was not acknowledged for four seconds, and looks every other second.
_IMPATIENT = {"visibility_timeout": 4, "unacked_restore_interval": 2, "unacked_restore_throttle": 1}
_LONG = 9.0


@scenario(short=1, long=10, over=[("prefork",), ("threads",)], short_over=[("prefork",)], proves="T26: I9")
def job_outlasts_the_visibility_timeout(run: Run, pool: str) -> None:
    """A job acknowledged late takes longer than Redis waits, so its message is delivered again; it is run once."""
    celery = {
        "CELERY_TASK_ACKS_LATE": True,
        "CELERY_WORKER_PREFETCH_MULTIPLIER": 1,
        "CELERY_BROKER_TRANSPORT_OPTIONS": _IMPATIENT,
    }
    with run.system(**FLEETS["celery-redis"], celery=celery) as system:
        client = system.start_web()
        workers = [system.start_worker(role, pool=pool, CONCURRENCY=2) for role in ("one", "other")]
        for _ in run.trials():
            before = _received(workers)
            job = client.submit("faults.effect", {"seconds": _LONG}).job
            client.wait_until_ended(job, within=60)
            deliveries = _received(workers) - before
            run.count("deliveries", deliveries)
            assert deliveries > 1, "the message was not delivered again, so nothing was tried"
        evidence = system.check(every_claim_starts=True)
    assert {row.attempt for row in evidence.jobs.values()} == {1}


def _received(workers: list[Process]) -> int:
    return sum(worker.output.count("received") for worker in workers)
