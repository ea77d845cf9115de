"""Invariants of the history: gapless, chained, legal, and in step with the row."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from tests.faults.checker.evidence import Evidence
from tests.faults.checker.violation import Expectations, Violation

TERMINAL = {"COMPLETED", "FAILED", "CANCELLED"}
#: What may follow what; the checker's own word on it.
_NEXT = {
    "PENDING": {"RUNNING", "CANCELLED"},
    "RUNNING": {"PENDING", "COMPLETED", "FAILED", "CANCELLED"},
    "FAILED": {"PENDING"},
    "CANCELLED": {"PENDING"},
    "COMPLETED": set(),
}


def history_is_gapless(evidence: Evidence, allowed: Expectations) -> Iterator[Violation]:
    """Each job has a history, numbered from 1 without gaps or doubles, as long as its row says."""
    for job in evidence.jobs.values():
        numbers = [row.seq for row in evidence.history.get(job.id, [])]
        if numbers != list(range(1, len(numbers) + 1)) or len(numbers) != job.history_length or not numbers:
            yield Violation("history_is_gapless", job.id, f"numbers {numbers}, length in the row {job.history_length}")
    for orphan in sorted(set(evidence.history) - set(evidence.jobs)):
        yield Violation("history_is_gapless", orphan, "a history without a job")


def transitions_are_legal(evidence: Evidence, allowed: Expectations) -> Iterator[Violation]:
    """A history begins PENDING and takes legal steps; an ended job runs again only if a client asked for it."""
    for job in evidence.jobs.values():
        if not job.task:
            continue
        path = evidence.path(job.id)
        if path[:1] != ["PENDING"]:
            yield Violation("transitions_are_legal", job.id, f"begins {path[:1]}")
        for before, after in pairwise(path):
            if after not in _NEXT[before]:
                yield Violation("transitions_are_legal", job.id, f"{before} to {after}")
        revived = sum(before in TERMINAL for before, _ in pairwise(path))
        asked = sum(answer.verb == "retry" for answer in evidence.answers_of.get(job.id, []))
        if revived > asked:
            yield Violation("transitions_are_legal", job.id, f"ran again {revived} times, asked for {asked} times")


def last_row_is_the_status(evidence: Evidence, allowed: Expectations) -> Iterator[Violation]:
    """The newest row of the history says what the job's row says, of status and attempt."""
    for job in evidence.jobs.values():
        last = evidence.history.get(job.id, [])[-1:]
        if last and (last[0].status != job.status or (job.task and last[0].attempt != job.attempt)):
            said = f"{last[0].status} in attempt {last[0].attempt}"
            yield Violation("last_row_is_the_status", job.id, f"{said}; the row: {job.status} in {job.attempt}")


def attempts_follow_claims(evidence: Evidence, allowed: Expectations) -> Iterator[Violation]:
    """Each RUNNING is one attempt more, and what follows it belongs to the same attempt."""
    for job in evidence.jobs.values():
        claims = 0
        for row in evidence.history.get(job.id, []):
            claims += row.status == "RUNNING"
            if job.task and row.attempt != claims:
                what = f"row {row.seq} says attempt {row.attempt} after {claims} claims"
                yield Violation("attempts_follow_claims", job.id, what)
                break


INVARIANTS = [history_is_gapless, transitions_are_legal, last_row_is_the_status, attempts_follow_claims]
