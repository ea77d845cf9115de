"""One key, many requests, and a web process that dies in the middle of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.faults.failpoints.arms import Arm
from tests.faults.scenario import Run, scenario
from tests.faults.system.client import Answer, Client

_CALLERS = 50


def _at_once(callers: ThreadPoolExecutor, client: Client, key: str) -> list[Answer]:
    return list(callers.map(lambda _: client.submit("faults.effect", key=key), range(_CALLERS)))


@scenario(short=2, long=100, proves="T6: I4")
def fifty_requests_with_one_key(run: Run) -> None:
    """Fifty requests with one key at the same moment make one job; other bodies are refused, other owners not."""
    with run.system() as system, ThreadPoolExecutor(_CALLERS) as callers:
        client = system.start_web(processes=2, threads=25)
        bob = Client(client.port, system.client_log, caller="bob")
        system.start_worker()
        for trial in run.trials():
            key = f"round-{trial}"
            answers = _at_once(callers, client, key)
            assert {answer.status for answer in answers} == {202}, {(a.status, a.error) for a in answers}
            assert len({answer.job for answer in answers}) == 1
            assert client.submit("faults.effect", {"seconds": 0.1}, key=key).status == 422
            assert bob.submit("faults.effect", key=key).job not in {"", answers[0].job}
            run.count("requests", _CALLERS + 2)
        evidence = system.check()
    assert len(evidence.jobs) == 2 * run.wanted


@scenario(
    short=1,
    long=40,
    over=[("before_submit_commit",), ("after_submit_commit",)],
    short_over=[("after_submit_commit",)],
    proves="T6: I2 I4 I5",
)
def web_dies_among_requests_with_one_key(run: Run, point: str) -> None:
    """A web process is killed in the middle of fifty such requests; who asks again gets the same job."""
    with run.system() as system, ThreadPoolExecutor(_CALLERS) as callers:
        client = system.start_web(processes=2, threads=25)
        system.start_worker()
        for trial in run.trials():
            key = f"round-{trial}"
            system.failpoints.arm(Arm(point, "kill", times=1, role="web"))
            answers = _at_once(callers, client, key)
            system.failpoints.wait_for_fire(point, trial + 1)
            run.count("requests without an answer", sum(not answer.status for answer in answers))
            again = client.submit("faults.effect", key=key)
            assert again.ok, again
            assert {answer.job for answer in answers if answer.ok} <= {again.job}
        evidence = system.check()
    assert len(evidence.jobs) == run.wanted
