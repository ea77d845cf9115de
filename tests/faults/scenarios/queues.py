"""A crowd in one queue, and somebody alone in another."""

from __future__ import annotations

import time

from tests.faults.patience import FACTOR
from tests.faults.scenario import Run, scenario
from tests.faults.system.fleets import FLEETS

_CROWD = 1000
_WORK = 0.05
#: Seconds until the one who is alone is served: a look at all lanes, and the end of a job that runs.
_BOUND = 2.0 * FACTOR


@scenario(short=0, long=20, proves="T30: I38")
def crowd_in_one_queue(run: Run) -> None:
    """Whoever is alone in a queue waits for none of the thousand jobs in another."""
    with run.system(**FLEETS["thread"]) as system:
        client = system.start_web()
        system.start_worker()
        wish = {"task": "faults.step", "params": {"seconds": _WORK}, "queue": "crowd"}
        assert client.ask("POST", "jobs/bulk/", {"jobs": [wish] * _CROWD}).ok
        system.wait_for_starts(20)
        for _ in run.trials():
            asked_at = time.monotonic()
            alone = client.submit("faults.step", queue="alone").job
            start = system.wait_for_starts(1, alone)[0]
            run.count("milliseconds waited", round(1000 * (start.at - asked_at)))
            assert start.at - asked_at < _BOUND
        with system.database() as database:
            waiting = database.rows("SELECT count(*) FROM jobkit_job WHERE queue = 'crowd' AND status = 'PENDING'")
        assert waiting[0][0] > 0, "the crowd was gone before the last trial"
        system.check(within=120)
