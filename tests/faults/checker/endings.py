"""Invariants of how jobs end: all of them, once, with a result or an error or neither."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.faults.checker.evidence import Evidence
from tests.faults.checker.histories import TERMINAL
from tests.faults.checker.violation import Expectations, Violation


def every_job_ends(evidence: Evidence, allowed: Expectations) -> Iterator[Violation]:
    """Whatever was committed is terminal at the end of a run."""
    if allowed.all_terminal:
        for job in evidence.jobs.values():
            if job.task and job.status not in TERMINAL:
                yield Violation("every_job_ends", job.id, f"is {job.status}")


def no_job_fails_unasked(evidence: Evidence, allowed: Expectations) -> Iterator[Violation]:
    """Only jobs whose task says so fail."""
    for job in evidence.jobs.values():
        if job.task and job.status == "FAILED" and job.task not in allowed.may_fail:
            yield Violation("no_job_fails_unasked", job.id, f"{job.task}: {job.error}")


def result_iff_completed(evidence: Evidence, allowed: Expectations) -> Iterator[Violation]:
    """A result belongs to COMPLETED, an error to FAILED, an end to the terminal, a lease to RUNNING."""
    for job in evidence.jobs.values():
        facts = {
            "a result": (job.result is not None, job.status == "COMPLETED"),
            "an error": (job.error is not None, job.status == "FAILED"),
            "an end": (job.has_finished, job.status in TERMINAL),
            "a lease": (job.has_lease, job.status == "RUNNING"),
        }
        for name, (is_there, should_be) in facts.items() if job.task else ():
            if is_there != should_be:
                yield Violation(
                    "result_iff_completed", job.id, f"{job.status} {'with' if is_there else 'without'} {name}"
                )


def result_is_of_the_last_attempt(evidence: Evidence, allowed: Expectations) -> Iterator[Violation]:
    """The result is what the attempt returned that the row counts last, and of this very job."""
    for job in evidence.jobs.values():
        if isinstance(job.result, dict) and "attempt" in job.result:
            whose = (job.result.get("job"), job.result["attempt"])
            if whose != (job.id, job.attempt):
                yield Violation("result_is_of_the_last_attempt", job.id, f"attempt {job.attempt}, result of {whose}")


def effects_are_exactly_once(evidence: Evidence, allowed: Expectations) -> Iterator[Violation]:
    """What a job writes in one transaction with its checkpoint is there once if it completed, never twice."""
    counts = Counter(job for job, _ in evidence.effects)
    for job in evidence.jobs.values():
        if job.task == "faults.effect" and job.status == "COMPLETED" and counts[job.id] != 1:
            yield Violation("effects_are_exactly_once", job.id, f"completed with {counts[job.id]} effects")
    for job_id, count in counts.items():
        if (count > 1 and evidence.jobs.get(job_id) is None) or (
            count > 1 and evidence.jobs[job_id].status != "COMPLETED"
        ):
            yield Violation("effects_are_exactly_once", job_id, f"{count} effects")


def listeners_hear_the_truth(evidence: Evidence, allowed: Expectations) -> Iterator[Violation]:
    """A listener is told of nothing that is not in the history."""
    truth = {(row.job, row.status, row.attempt) for row in evidence.statuses}
    for hook in evidence.hooks:
        if hook.job in evidence.jobs and (hook.job, hook.status, hook.attempt) not in truth:
            yield Violation("listeners_hear_the_truth", hook.job, f"told of {hook.status} in attempt {hook.attempt}")
        if hook.job not in evidence.jobs and hook.job not in evidence.deleted:
            yield Violation("listeners_hear_the_truth", hook.job, f"told of {hook.status} of a job that never was")


def hints_are_about_jobs(evidence: Evidence, allowed: Expectations) -> Iterator[Violation]:
    """The executor is told of no job that was not committed."""
    for job in sorted(set(evidence.hints) - set(evidence.jobs) - evidence.deleted):
        yield Violation("hints_are_about_jobs", job, "the executor was told of a job that never was")


INVARIANTS = [
    every_job_ends,
    no_job_fails_unasked,
    result_iff_completed,
    result_is_of_the_last_attempt,
    effects_are_exactly_once,
    listeners_hear_the_truth,
    hints_are_about_jobs,
]
