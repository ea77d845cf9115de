"""Submits that roll back, and submits that come many times at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.faults.failpoints.arms import Arm
from tests.faults.scenario import Run, scenario

_LISTENING = "tests.faults.host.executors.Listening"


@scenario(short=5, long=250, proves="T5: I1")
def rolled_back(run: Run) -> None:
    """A host submits and rolls back, the whole transaction or a savepoint; nothing is left and nobody hears of it."""
    with run.system() as system:
        client = system.start_web(EXECUTOR=_LISTENING)
        ids: set[str] = set()
        for _ in run.trials():
            ids.update(client.ask("POST", "/rollback/", {"seconds": 0.02}).body["rolled_back"])
        kept = client.submit("faults.step").job
        evidence = system.check(all_terminal=False)
    assert ids
    assert not ids & set(evidence.jobs)
    # The executor does hear of what is committed, or its silence would prove nothing.
    assert kept in evidence.hints


@scenario(short=2, long=100, proves="T6: I4")
def same_key_many_times(run: Run) -> None:
    """Twenty requests with one key at the same moment, in two processes, make one job and get the same answer."""
    with run.system() as system, ThreadPoolExecutor(20) as callers:
        client = system.start_web(processes=2, threads=10)
        # All of them look before any of them writes.
        system.failpoints.arm(Arm("before_job_insert", "sleep", seconds=0.3))
        for trial in run.trials():
            key = f"round-{trial}"
            answers = list(callers.map(lambda _, key=key: client.submit("faults.step", key=key), range(20)))
            assert {answer.status for answer in answers} == {202}, answers
            assert client.submit("faults.step", {"seconds": 1.0}, key=key).status == 422
        evidence = system.check(all_terminal=False)
        assert len(evidence.jobs) == run.wanted
