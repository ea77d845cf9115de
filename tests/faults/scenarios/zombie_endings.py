"""A frozen worker thaws after the story of its jobs went on without it, in each way in which it can."""

from __future__ import annotations

from functools import partial
from typing import Any

from tests.faults.ledger import read
from tests.faults.patience import wait_for
from tests.faults.scenario import Run, scenario
from tests.faults.system.client import Client
from tests.faults.system.fleets import BROKERED, FLEETS
from tests.faults.system.system import RECOVERY, System

#: Of each of two workers; the jobs of the one that is frozen are the trials.
_CONCURRENCY = 3
#: Seconds after the thaw within which a handler that listens hears that it lost its job.
_NEWS = 2.0
_PATIENCE = RECOVERY + 10
#: What becomes of the jobs of the frozen worker, and how many attempts they are given for it.
_ENDINGS = {"fails": 1, "runs": 100, "completes": 100, "is_cancelled": 100}


@scenario(
    short=1,
    long=50,
    over=[(ending, fleet) for ending in _ENDINGS for fleet in ("thread", *BROKERED)],
    short_over=[("fails", "thread"), ("runs", "celery-rabbitmq")],
    proves="T8: I6 I7 I14 I20",
)
def thaws_after_its_job(run: Run, ending: str, fleet: str) -> None:
    """A worker thaws when its jobs have failed, run elsewhere, completed or were cancelled; what it says is refused."""
    with run.system(**FLEETS[fleet]) as system:
        client = system.start_web(ready=False)
        workers = [system.start_worker(role, ready=False, CONCURRENCY=_CONCURRENCY) for role in ("one", "other")]
        system.await_web(client)
        for trial in run.trials(factor=_CONCURRENCY):
            zombies = _Zombies(system, client, trial, attempts=_ENDINGS[ending])
            zombies.freeze()
            getattr(zombies, ending)()
            zombies.thaw()
        run.count("late words refused", sum(worker.output.count("refused") for worker in workers))
        evidence = system.check(overlap=_NEWS + 1.0, may_fail=["faults.gated"])
    starts = sum(len(evidence.starts(job)) for job in evidence.jobs)
    again = run.counts["trials"] if ending in {"runs", "completes"} else 0
    assert starts == len(evidence.jobs) + again


class _Zombies:
    """The jobs of one of two workers, both of which are full; those of the other are let end at once."""

    def __init__(self, system: System, client: Client, trial: int, attempts: int) -> None:
        self._system = system
        self._client = client
        before = len(system.entries())
        gates = {}
        for number in range(2 * _CONCURRENCY):
            params = {"gate": f"{trial}-{number}", "deaf": bool(number % 2)}
            gates[client.submit("faults.gated", params, max_attempts=attempts).job] = params
        starts = system.wait_for_starts(before + len(gates))[before:]
        self._worker = system.worker_of(starts[0].pid)
        self._params = {start.job: gates[start.job] for start in starts if system.worker_of(start.pid) is self._worker}
        assert len(self._params) == _CONCURRENCY
        for job in gates.keys() - self._params.keys():
            self._end(job, gates[job])

    def freeze(self) -> None:
        """Stop their worker."""
        self._worker.stop()

    def fails(self) -> None:
        """Their attempts are over, and they have no others."""
        self._all_become("FAILED")

    def runs(self) -> None:
        """The other worker has them."""
        for job in self._params:
            self._system.wait_for_starts(2, job, within=_PATIENCE)

    def completes(self) -> None:
        """The other worker was quick."""
        for job in self._params:
            self._system.open_gate(self._params[job]["gate"])
        self._all_become("COMPLETED")

    def is_cancelled(self) -> None:
        """Somebody does not want them any more."""
        for job in self._params:
            assert self._client.cancel(job).status == 202
        self._all_become("CANCELLED")

    def thaw(self) -> None:
        """Let the worker go on, and see that handlers who listen are told, and that nobody is listened to."""
        self._worker.resume()
        for job, params in self._params.items():
            if not params["deaf"]:
                wait_for(partial(self._is_silent, job), _NEWS, f"attempt 1 of {job} to end after the thaw")
        for job, params in self._params.items():
            self._end(job, params)

    def _is_silent(self, job: str) -> bool:
        said = [entry for entry in read(self._system.ledger_path) if (entry.job, entry.attempt) == (job, 1)]
        return said[-1].event in {"raise", "end"}

    def _end(self, job: str, params: dict[str, Any]) -> None:
        self._system.open_gate(params["gate"])
        self._client.wait_until_ended(job)

    def _all_become(self, status: str) -> None:
        for job in self._params:
            assert self._client.wait_until_ended(job, within=_PATIENCE)["status"] == status
