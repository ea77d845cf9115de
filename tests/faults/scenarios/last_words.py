"""What a frozen process was about to write when it froze, and writes first when it thaws."""

from __future__ import annotations

from tests.faults.failpoints.arms import Arm
from tests.faults.patience import wait_for
from tests.faults.scenario import Run, scenario
from tests.faults.system.system import LEASE, RECOVERY, System

_ROW = "SELECT attempt, status, lease_expires_at, progress_current FROM jobkit_job WHERE id = %s"
_BLINK = 2.0


@scenario(short=1, long=50, proves="T8: I6 I7 I14")
def frozen_before_a_checkpoint(run: Run) -> None:
    """A worker freezes in a transaction before its checkpoint; its successor is there when it goes on, and wins."""
    with run.system() as system:
        client = system.start_web()
        for trial in run.trials():
            system.failpoints.arm(
                Arm("before_checkpoint", "stop", times=1, role="zombie"),
                Arm("before_checkpoint", "hold", role="heir"),
            )
            zombie = system.start_worker("zombie")
            job = client.submit("faults.effect").job
            system.failpoints.wait_for_fire("before_checkpoint", 2 * trial + 1)
            heir = system.start_worker("heir")
            system.failpoints.wait_for_fire("before_checkpoint", 2 * trial + 2)
            zombie.resume()
            wait_for(lambda job=job: _has_ended(system, job), 20, "the end of attempt 1")
            system.failpoints.release()
            client.wait_until_ended(job)
            zombie.end()
            heir.end()
        system.check(overlap=_BLINK)


@scenario(short=1, long=50, proves="T8: I6 I7 I12")
def frozen_before_a_heartbeat(run: Run) -> None:
    """A worker thaws over its heartbeat when its successor has died; it neither renews nor speaks for it."""
    with run.system() as system:
        client = system.start_web()
        for trial in run.trials():
            gate = str(trial)
            system.failpoints.arm(Arm("during_heartbeat", "stop", times=1, role="zombie"))
            zombie = system.start_worker("zombie")
            job = client.submit("faults.telling", {"gate": gate}).job
            system.failpoints.wait_for_fire("during_heartbeat", trial + 1)
            heir = system.start_worker("heir")
            wait_for(lambda job=job: _row(system, job)[0::3] == (2, 2.0), RECOVERY + 20, "progress of attempt 2")
            heir.kill()
            left = _row(system, job)
            zombie.resume()
            seen = {left}
            wait_for(lambda job=job, seen=seen: _attempt_3_begins(system, job, seen), 20, "attempt 3")
            assert {row for row in seen if row[:2] == (2, "RUNNING")} == {left}, f"a zombie wrote: {seen}"
            system.open_gate(gate)
            client.wait_until_ended(job)
            zombie.end()
        system.check(overlap=_BLINK)


@scenario(short=1, long=20, proves="T15: I12")
def rescuer_freezes(run: Run) -> None:
    """A rescuer freezes with the rows of the lost in its transaction; the database ends that, and others rescue."""
    with run.system() as system:
        client = system.start_web()
        for trial in run.trials():
            gate = str(trial)
            victim = system.start_worker("victim")
            job = client.submit("faults.gated", {"gate": gate}).job
            system.wait_for_starts(1, job)
            system.failpoints.arm(Arm("rescue_before_commit", "stop", times=1, role="frozen"))
            frozen = system.start_worker("frozen", QUEUES=["none"])
            victim.kill()
            system.failpoints.wait_for_fire("rescue_before_commit", trial + 1)
            heir = system.start_worker("heir")
            system.wait_for_starts(2, job, within=LEASE + RECOVERY + 10)
            frozen.resume()
            system.open_gate(gate)
            client.wait_until_ended(job)
            frozen.end()
            heir.end()
        system.check(every_claim_starts=True)


def _has_ended(system: System, job: str) -> bool:
    return any(entry.attempt == 1 for event in ("raise", "end") for entry in system.entries(event, job))


def _row(system: System, job: str) -> tuple[object, ...]:
    with system.database() as database:
        return database.rows(_ROW, job)[0]


def _attempt_3_begins(system: System, job: str, seen: set[tuple[object, ...]]) -> bool:
    seen.add(_row(system, job))
    return len(system.entries("start", job)) >= 3
