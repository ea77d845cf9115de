"""Rescue that comes too late, and rescue that must not come at all."""

from __future__ import annotations

from tests.faults.failpoints.arms import Arm
from tests.faults.patience import holds_within, wait_for
from tests.faults.scenario import Run, scenario
from tests.faults.system.system import LEASE, RECOVERY, System


@scenario(short=1, long=50, proves="I12 I33")
def worker_is_lost(run: Run) -> None:
    """A worker is killed with a job in hand; the next one finishes it as soon as the lease is over."""
    with run.system() as system:
        client = system.start_web()
        worker = system.start_worker()
        for _ in run.trials():
            job = client.submit("faults.paced", {"seconds": [60.0, 0.1]}).job
            system.wait_for_starts(1, job)
            heir = system.start_worker()
            worker.kill()
            client.wait_until_ended(job, within=RECOVERY + 5)
            worker = heir
        system.check(every_claim_starts=True)


@scenario(short=1, long=20, proves="T15: I6 I12")
def rescuer_is_slow(run: Run) -> None:
    """A rescuer dawdles between look and write, while others rescue and run the job; it takes it from nobody."""
    # The database ends transactions that are silent for a lease; the dawdler must not be saved by that.
    with run.system(settings={"LEASE": 2 * LEASE}) as system:
        client = system.start_web()
        for trial in run.trials():
            victim = system.start_worker("victim")
            gate = str(trial)
            job = client.submit("faults.gated", {"gate": gate}).job
            system.wait_for_starts(1, job)
            heir = system.start_worker("heir")
            heir.stop()
            victim.kill()
            system.failpoints.arm(
                Arm("rescue_before_update", "hold", times=1, role="slow"),
                Arm("rescue_before_commit", "sleep", times=1, role="slow"),
            )
            slow = system.start_worker("slow", QUEUES=["none"])
            system.failpoints.wait_for_fire("rescue_before_update", trial + 1)
            # Asked while nobody else can hold it.
            is_unlocked = _is_unlocked(system, job)
            heir.resume()
            if is_unlocked:
                system.wait_for_starts(2, job)
            system.failpoints.release()
            system.failpoints.wait_for_fire("rescue_before_commit", trial + 1)
            system.wait_for_starts(2, job)
            holds_within(lambda job=job: len(system.entries("start", job)) > 2, 2)
            system.open_gate(gate)
            client.wait_until_ended(job)
            slow.end()
            heir.end()
        evidence = system.check(every_claim_starts=True)
    assert {row.attempt for row in evidence.jobs.values()} == {2}, "rescued more often than its worker was lost"


@scenario(short=1, long=50, proves="T14: I8 I13")
def deaf_job_outlives_its_lease(run: Run) -> None:
    """A handler that heeds nobody works for twice the lease; its worker is well, so nobody takes the job."""
    with run.system() as system:
        client = system.start_web()
        system.start_worker("one")
        system.start_worker("other")
        for _ in run.trials(factor=3):
            for _ in range(3):
                client.submit("faults.step", {"seconds": 2.2 * LEASE, "deaf": True})
            wait_for(lambda: system.open_jobs() == [] or _rescued(system), 60, "the end of the jobs")
            assert not _rescued(system), "a job was rescued whose worker was well"
        system.check(every_claim_starts=True)


def _is_unlocked(system: System, job: str) -> bool:
    """Whether anybody else may rescue the job while the slow one dawdles."""
    with system.database() as database:
        return bool(database.rows("SELECT id FROM jobkit_job WHERE id = %s FOR UPDATE SKIP LOCKED", job))


def _rescued(system: System) -> bool:
    return any(start.attempt > 1 for start in system.entries("start"))
