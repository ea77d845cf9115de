"""A frozen process wakes up after its job was given to another."""

from __future__ import annotations

from tests.faults.failpoints.arms import Arm
from tests.faults.patience import wait_for
from tests.faults.scenario import Run, scenario
from tests.faults.system.system import RECOVERY


@scenario(short=1, long=50, proves="T8: I6 I7")
def frozen_before_settling(run: Run) -> None:
    """A worker freezes with a result in its hands; when it thaws, attempt 2 is at work, and the result is refused."""
    with run.system() as system:
        client = system.start_web()
        for trial in run.trials():
            system.failpoints.arm(Arm("before_settle", "stop", times=1, role="zombie"))
            zombie = system.start_worker("zombie")
            job = client.submit("faults.gated", {"gate": str(trial), "from_attempt": 2}).job
            system.failpoints.wait_for_fire("before_settle", trial + 1)
            heir = system.start_worker("heir")
            system.wait_for_starts(2, job, within=RECOVERY + 10)
            zombie.resume()
            # Refused, or, should it be taken after all, the end of the job.
            wait_for(lambda zombie=zombie: "refused" in zombie.output or not system.open_jobs(), 20, "its late result")
            run.count("refused results", "refused" in zombie.output)
            system.open_gate(str(trial))
            client.wait_until_ended(job)
            zombie.end()
            heir.end()
        system.check()
