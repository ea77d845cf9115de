"""Invariants of attempts: the ledger, which no fault touches, against what the database counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise

from tests.faults.checker.evidence import Evidence
from tests.faults.checker.violation import Expectations, Violation
from tests.faults.ledger import Entry

_UNCHARGED = ("Interrupted by shutdown", "No thread could be started")


def attempts_are_bounded(evidence: Evidence, allowed: Expectations) -> Iterator[Violation]:
    """No job starts more often than it may, and it may once more for each interruption alone."""
    for job in evidence.jobs.values():
        starts = len(evidence.starts(job.id))
        if job.attempt > job.max_attempts or starts > job.max_attempts:
            yield Violation(
                "attempts_are_bounded", job.id, f"{starts} starts, attempt {job.attempt} of {job.max_attempts}"
            )
        rows = evidence.history.get(job.id, [])
        retried = any(answer.verb == "retry" for answer in evidence.answers_of.get(job.id, []))
        free = sum(row.message in _UNCHARGED for row in rows)
        if job.task and not retried and job.max_attempts > job.attempt_budget + free:
            what = f"{job.max_attempts} attempts granted for a budget of {job.attempt_budget} and {free} interruptions"
            yield Violation("attempts_are_bounded", job.id, what)


def starts_follow_claims(evidence: Evidence, allowed: Expectations) -> Iterator[Violation]:
    """Whatever began was claimed, and each claim began once at most."""
    for job_id, entries in evidence.ledger_of.items():
        if job_id in evidence.deleted and job_id not in evidence.jobs:
            continue
        claimed = {row.attempt for row in evidence.history.get(job_id, []) if row.status == "RUNNING"}
        started = Counter(entry.attempt for entry in entries if entry.event == "start")
        for attempt, count in started.items():
            if count > 1:
                yield Violation("starts_follow_claims", job_id, f"attempt {attempt} began {count} times")
            if attempt not in claimed:
                yield Violation("starts_follow_claims", job_id, f"attempt {attempt} began and was never claimed")
        if allowed.every_claim_starts and claimed - set(started):
            yield Violation("starts_follow_claims", job_id, f"claimed and not begun: {sorted(claimed - set(started))}")


def completed_attempts_returned(evidence: Evidence, allowed: Expectations) -> Iterator[Violation]:
    """A job is COMPLETED only if the handler of its last attempt returned."""
    for job in evidence.jobs.values():
        if job.status != "COMPLETED" or not job.task.startswith("faults."):
            continue
        ends = {entry.attempt for entry in evidence.ledger_of.get(job.id, []) if entry.event == "end"}
        if job.attempt not in ends:
            yield Violation("completed_attempts_returned", job.id, f"attempt {job.attempt} did not return")


def one_attempt_at_a_time(evidence: Evidence, allowed: Expectations) -> Iterator[Violation]:
    """No handler works on a job while a later attempt at it works, but for what a frozen process may be forgiven."""
    for job_id, entries in evidence.ledger_of.items():
        for later in (entry for entry in entries if entry.event == "start"):
            for attempt in sorted({entry.attempt for entry in entries if entry.attempt < later.attempt}):
                overlap = _overlap([entry for entry in entries if entry.attempt == attempt], later)
                if overlap is not None and (not allowed.overlap or overlap > allowed.overlap):
                    what = f"attempt {attempt} worked for {overlap:.2f} s beside attempt {later.attempt}"
                    yield Violation("one_attempt_at_a_time", job_id, what)


def _overlap(earlier: list[Entry], later: Entry) -> float | None:
    """How long the earlier attempt was seen at work after the later one began; None when it was not."""
    seen = [entry.at for entry in earlier if entry.at > later.at and entry.event != "raise"]
    return seen[-1] - seen[0] if seen else None


def cancelled_jobs_stay_cancelled(evidence: Evidence, allowed: Expectations) -> Iterator[Violation]:
    """What was cancelled while PENDING does not start after it."""
    for job_id, rows in evidence.history.items():
        for before, after in pairwise(rows):
            if (before.status, after.status) == ("PENDING", "CANCELLED"):
                begun = [start.attempt for start in evidence.starts(job_id) if start.attempt > after.attempt]
                revived = any(row.status == "PENDING" and row.seq > after.seq for row in rows)
                if begun and not revived:
                    yield Violation("cancelled_jobs_stay_cancelled", job_id, f"attempts {begun} began after the cancel")


def jobs_wait_for_their_time(evidence: Evidence, allowed: Expectations) -> Iterator[Violation]:
    """No job is claimed before the moment that its client asked for, by the clock of the database."""
    for answer in evidence.answers:
        wanted = (answer.sent or {}).get("run_after") if answer.verb == "submit" and answer.ok else None
        rows = evidence.history.get(answer.job, []) if wanted else []
        claimed = next((row.at for row in rows if row.status == "RUNNING"), None)
        if claimed and _moment(claimed) < _moment(wanted):
            yield Violation("jobs_wait_for_their_time", answer.job, f"claimed at {claimed}, wanted at {wanted}")


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


INVARIANTS = [
    attempts_are_bounded,
    starts_follow_claims,
    completed_attempts_returned,
    one_attempt_at_a_time,
    cancelled_jobs_stay_cancelled,
    jobs_wait_for_their_time,
]
