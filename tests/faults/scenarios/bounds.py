"""What a worker may take on, and how long it lets it go on."""

from __future__ import annotations

from tests.faults.patience import holds_within
from tests.faults.scenario import Run, scenario
from tests.faults.system.fleets import BROKERED, FLEETS
from tests.faults.system.system import LEASE

_SLOTS = 2
_FOREVER = {"seconds": 600.0, "deaf": True}
#: The lease is so long that nobody is ended by its loss.
_STRICT = {"TIMEOUT_GRACE": 0.5, "CANCEL_KILL_AFTER": 0.5, "LEASE": 60.0}


@scenario(short=1, long=20, proves="I9 I38")
def full_worker_claims_no_more(run: Run) -> None:
    """A worker that has no slot left leaves jobs to its neighbour, even if that is yet to come."""
    with run.system() as system:
        client = system.start_web()
        for trial in run.trials():
            gate, before = str(trial), len(system.entries())
            workers = [system.start_worker("full", CONCURRENCY=_SLOTS)]
            jobs = [client.submit("faults.gated", {"gate": gate}).job for _ in range(3 * _SLOTS)]
            system.wait_for_starts(before + _SLOTS)
            held = [row for row in system.open_jobs() if row[1] == "RUNNING"]
            assert len(held) == _SLOTS, f"{len(held)} jobs claimed for {_SLOTS} slots"
            workers.append(system.start_worker("neighbour", CONCURRENCY=2 * _SLOTS))
            system.wait_for_starts(before + len(jobs))
            system.open_gate(gate)
            for job in jobs:
                client.wait_until_ended(job)
            for worker in workers:
                worker.end()
        system.check(every_claim_starts=True)


@scenario(
    short=1,
    long=20,
    over=[(fleet,) for fleet in ("thread", *BROKERED)],
    short_over=[("thread",), ("celery-rabbitmq",)],
    proves="T12: I13 I34",
)
def deaf_job_overruns(run: Run, fleet: str) -> None:
    """Whoever ignores its timeout, or a cancel where it can be killed for that, is ended; nobody else is."""
    with run.system(**FLEETS[fleet], settings=_STRICT) as system:
        client = system.start_web()
        for trial in run.trials():
            # In a pool of threads one of them stays taken for good.
            worker = system.start_worker(CONCURRENCY=3)
            bystander = client.submit("faults.gated", {"gate": str(trial)}).job
            late = client.submit("faults.step", _FOREVER, timeout=1.0, max_attempts=1).job
            system.wait_for_starts(1, late)
            if fleet in BROKERED:
                stubborn = client.submit("faults.step", _FOREVER).job
                system.wait_for_starts(1, stubborn)
                assert client.cancel(stubborn).status == 202
                assert client.wait_until_ended(stubborn, within=20)["status"] == "CANCELLED"
            error = client.wait_until_ended(late, within=20)["error"] or {}
            assert error.get("code") == "timed_out", f"it did not end by its timeout but: {error}"
            client.wait_until_ended(client.submit("faults.step").job)
            system.open_gate(str(trial))
            assert client.wait_until_ended(bystander)["attempt"] == 1, "a bystander was ended"
            worker.kill()
        system.check(may_fail=["faults.step"])


@scenario(
    short=1,
    long=20,
    over=[(fleet,) for fleet in (*BROKERED, "django_tasks")],
    short_over=[("celery-redis",), ("django_tasks",)],
    proves="T14 T20: I10 I13 I32",
)
def looked_after_in_foreign_threads(run: Run, fleet: str) -> None:
    """A deaf job in threads of Celery or Django's tasks outlives its lease, and goes back uncharged from Celery's."""
    with run.system(**FLEETS[fleet]) as system:
        client = system.start_web()
        for trial in run.trials():
            gate = str(trial)
            workers = [system.start_worker(role, pool="threads") for role in ("one", "other")]
            job = client.submit("faults.gated", {"gate": gate, "deaf": True}).job
            start = system.wait_for_starts(1, job)[0]
            rescued = holds_within(lambda job=job: len(system.entries("start", job)) > 1, 1.5 * LEASE)
            assert not rescued, "a job was rescued whose worker was well"
            if fleet in BROKERED:
                assert system.worker_of(start.pid).terminate() == 0
                system.wait_for_starts(2, job)
            system.open_gate(gate)
            ended = client.wait_until_ended(job)
            assert ended["max_attempts"] - ended["attempt"] == 99, "an attempt was charged"
            for worker in workers:
                worker.end()
        system.check()
