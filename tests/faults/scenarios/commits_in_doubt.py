"""The line to the database breaks between a commit and the word that it is done."""

from __future__ import annotations

from itertools import product

from tests.faults.patience import wait_for
from tests.faults.scenario import Run, scenario
from tests.faults.servers.proxy import Proxy
from tests.faults.system.fleets import FLEETS
from tests.faults.system.system import RECOVERY

#: What was sent last before the answer that is lost. Ours are single statements, which commit by themselves.
_SENT = {
    "claim": b"SET status = 'RUNNING'",
    "heartbeat": b"SET lease_expires_at",
    "handler's own transaction": b"COMMIT",
    "completion": b"SET status = 'COMPLETED'",
}


def _lose_the_answer_to(proxy: Proxy, sent: bytes) -> None:
    proxy.reset_when(lambda said, _: sent in said)


@scenario(short=3, long=100, over=[("keyed",), ("plain",)], short_over=[("keyed",)], proves="T7: I4 I5")
def submit_in_doubt(run: Run, kind: str) -> None:
    """A submit commits and nobody hears of it; asked again with the same key it answers with the job that it made."""
    with run.system() as system:
        client = system.start_web(threads=1)
        proxy = system.database_proxy
        assert proxy
        client.submit("faults.step")
        system.start_worker(proxied=False)
        for trial in run.trials():
            key = f"doubt-{trial}" if kind == "keyed" else ""
            _lose_the_answer_to(proxy, b"COMMIT")
            first = client.submit("faults.effect", key=key)
            assert not proxy.trap_is_set
            run.count("errors", not first.ok)
            if key:
                again = client.submit("faults.effect", key=key)
                assert again.ok, again
        evidence = system.check(server_errors=True)
    assert len(evidence.jobs) == run.wanted + 1


@scenario(
    short=2,
    long=50,
    # The worker of django-tasks ends itself when it loses the answer to a COMMIT of its own, which it may be.
    over=[cell for cell in product(_SENT, FLEETS) if cell != ("handler's own transaction", "django_tasks")],
    short_over=[("claim", "thread"), ("completion", "thread"), ("completion", "celery-redis")],
    proves="T7: I5 I6 I29",
)
def worker_in_doubt(run: Run, what: str, fleet: str) -> None:
    """A worker does not hear that its claim, heartbeat, outcome or own transaction committed; nothing is doubled."""
    with run.system(**FLEETS[fleet]) as system:
        client = system.start_web(proxied=False)
        proxy = system.database_proxy
        assert proxy
        system.start_worker()
        for _ in run.trials():
            _lose_the_answer_to(proxy, _SENT[what])
            job = client.submit("faults.effect", {"seconds": 1.5}).job
            client.wait_until_ended(job, within=RECOVERY + 20)
            wait_for(lambda: not proxy.trap_is_set, 10, f"the {what} whose answer is lost")
            run.count("run again", len(system.entries("start", job)) - 1)
        system.check()
