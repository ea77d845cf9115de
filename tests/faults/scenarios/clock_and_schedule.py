"""Hosts whose clocks are wrong, when something has to happen in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

from tests.faults.patience import FACTOR, wait_for
from tests.faults.scenario import Run, scenario
from tests.faults.system.fleets import BROKERED, FLEETS

_HOUR, _DAY = 3600.0, 86400.0
_LATER = timedelta(seconds=2)
#: So much later than it should a job may begin, in seconds; a clock that counts would make it an hour.
_TOLERANCE = 2.0 * FACTOR


@scenario(
    short=2,
    long=20,
    over=[(skew,) for skew in (_HOUR, -_HOUR, _DAY, -_DAY)],
    short_over=[(_HOUR,)],
    proves="T19: I31",
)
def scheduled_by_a_wrong_clock(run: Run, skew: float) -> None:
    """Web server and worker have clocks that are wrong; a job for later begins when the database says it is time."""
    with run.system() as system:
        client = system.start_web(clock=skew)
        system.start_worker(clock=skew)
        for _ in run.trials():
            due = datetime.now(UTC) + _LATER
            job = client.submit("faults.step", run_after=due.isoformat()).job
            client.wait_until_ended(job)
            with system.database() as database:
                row = database.rows("SELECT started_at FROM jobkit_job WHERE id = %s", job)[0]
            late = (row[0] - due).total_seconds()
            assert 0 <= late < _TOLERANCE, f"it began {late:.1f} s after it was due"
        system.check(every_claim_starts=True)


@scenario(
    short=3,
    long=50,
    over=list(product((_HOUR, -_HOUR, _DAY, -_DAY), BROKERED)),
    short_over=[(_HOUR, "celery-redis")],
    proves="T19: I2 I31",
)
def message_of_a_wrong_clock_is_lost(run: Run, skew: float, fleet: str) -> None:
    """The broker loses messages about jobs of a web server with a wrong clock; they are announced again in time."""
    with run.system(**FLEETS[fleet]) as system:
        client = system.start_web(clock=skew)
        jobs = [client.submit("faults.effect").job for _ in run.trials()]
        wait_for(lambda: system.depth() >= len(jobs), 20, "all messages in the broker")
        system.empty_broker()
        system.start_worker()
        evidence = system.check(within=30)
    assert set(evidence.jobs) == set(jobs)
