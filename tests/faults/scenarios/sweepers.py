"""Several workers sweep at once, amid rows that are none of their business and rows that are broken."""

from __future__ import annotations

import time

from tests.faults.scenario import Run, scenario
from tests.faults.system.fleets import BROKERED, FLEETS
from tests.faults.system.system import RECOVERY, System

_JOBS = 20
#: More than several batches of the package; their ids come before those of the lost ones.
_BYSTANDERS = 12_000
_COLUMNS = "name, queue, priority, params, progress_message, timeout, created_at, updated_at, revision"
_LONG_LEASED = f"""
    INSERT INTO jobkit_job (id, task, status, attempt, max_attempts, attempt_budget, lease_expires_at, started_at,
        worker, history_length, request_fingerprint, unique_key, {_COLUMNS})
    SELECT ('00000000-0000-7000-8000-' || lpad(number::text, 12, '0'))::uuid, task, 'RUNNING', 1, 100, 100,
        now() + interval '1 hour', now(), 'somebody', 2, '', '', {_COLUMNS}
    FROM jobkit_job, generate_series(1, {_BYSTANDERS}) AS number WHERE id = %s
"""
_THEIR_HISTORY = """
    INSERT INTO jobkit_jobstatus (job_id, seq, status_type, timestamp, attempt, message)
    SELECT id, step, CASE step WHEN 1 THEN 'PENDING' ELSE 'RUNNING' END, now(), step - 1, ''
    FROM jobkit_job, generate_series(1, 2) AS step WHERE worker = 'somebody'
"""
_THEIRS = "SELECT id FROM jobkit_job WHERE worker = 'somebody'"
_SPOIL = "UPDATE jobkit_job SET params = '[1, 2]' WHERE id = %s"


@scenario(
    short=1,
    long=20,
    over=[(fleet,) for fleet in ("thread", *BROKERED)],
    short_over=[("thread",)],
    proves="T15: I6 I12 I15",
)
def three_sweepers(run: Run, fleet: str) -> None:
    """Three workers find what a fourth held when it was killed; each job is brought back once, and in time."""
    held = _JOBS if fleet == "thread" else 4
    with run.system(**FLEETS[fleet]) as system:
        client = system.start_web()
        for trial in run.trials():
            gate, before = str(trial), len(system.entries())
            victim = system.start_worker("victim", CONCURRENCY=held)
            jobs = [client.submit("faults.gated", {"gate": gate}).job for _ in range(held)]
            system.wait_for_starts(before + held)
            # They sweep in step, from the same moment on.
            sweepers = [system.start_worker(f"sweeper-{number}", CONCURRENCY=4) for number in range(3)]
            victim.kill()
            killed_at = time.monotonic()
            system.open_gate(gate)
            for job in jobs:
                assert client.wait_until_ended(job, within=killed_at + RECOVERY + 5 - time.monotonic())["attempt"] == 2
            run.count("milliseconds of recovery", round(1000 * (time.monotonic() - killed_at)))
            for sweeper in sweepers:
                sweeper.end()
        evidence = system.check(every_claim_starts=True)
    assert {tuple(evidence.path(job)) for job in evidence.jobs} == {
        ("PENDING", "RUNNING", "PENDING", "RUNNING", "COMPLETED")
    }
    workers = {row.worker for row in evidence.jobs.values()}
    run.count("identities of workers", len(workers))


@scenario(short=0, long=20, proves="T15: I12")
def one_lost_among_many(run: Run) -> None:
    """Twelve thousand jobs that others run, and a lost one that is spoilt, hide no lost job from a sweeper."""
    with run.system() as system:
        client = system.start_web()
        for trial in run.trials():
            gate, before = str(trial), len(system.entries())
            victim = system.start_worker("victim")
            spoilt, lost = (client.submit("faults.gated", {"gate": gate}).job for _ in range(2))
            system.wait_for_starts(before + 2)
            for sql, job in ((_LONG_LEASED, [lost]), (_THEIR_HISTORY, []), (_SPOIL, [spoilt])):
                _execute(system, sql, *job)
            sweeper = system.start_worker("sweeper")
            victim.kill()
            killed_at = time.monotonic()
            system.open_gate(gate)
            assert client.wait_until_ended(lost, within=RECOVERY)["attempt"] == 2
            run.count("milliseconds of recovery", round(1000 * (time.monotonic() - killed_at)))
            assert client.wait_until_ended(spoilt)["error"]["code"] == "invalid_params"
            sweeper.end()
            left = _execute(system, "SELECT count(*) FROM jobkit_job WHERE worker = 'somebody' AND status = 'RUNNING'")
            assert left == [(_BYSTANDERS,)], "jobs were rescued that others run"
            _execute(system, f"DELETE FROM jobkit_jobstatus WHERE job_id IN ({_THEIRS})")
            _execute(system, f"DELETE FROM jobkit_job WHERE id IN ({_THEIRS})")
        system.check(may_fail=["faults.gated"])


def _execute(system: System, sql: str, *parameters: object) -> list[tuple[object, ...]]:
    assert system.cluster is not None
    return system.cluster.execute(sql, *parameters, database=system.database_name)
