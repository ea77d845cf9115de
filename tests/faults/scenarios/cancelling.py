"""Cancels that come too late, or at the same moment as the end."""

from __future__ import annotations

from tests.faults.scenario import Run, scenario


@scenario(short=3, long=100, proves="T11: I16 I19")
def cancelled_after_the_end(run: Run) -> None:
    """Whoever cancels a job that has ended is told so, and the job stays as it is."""
    with run.system() as system:
        client = system.start_web()
        system.start_worker()
        for _ in run.trials():
            for task in ("faults.step", "faults.fail"):
                job = client.submit(task).job
                client.wait_until_ended(job)
                client.cancel(job)
                client.look(job)
        system.check()
