"""All that is known of one job, for whoever has to find out what went wrong."""

from __future__ import annotations

from collections.abc import Iterator

from tests.faults.checker.evidence import Evidence


def story_of(job: str, evidence: Evidence) -> Iterator[str]:
    """The job's row, history, ledger, effects, answers and hooks, line by line."""
    yield f"job {job}: {evidence.jobs.get(job) or 'no such row'}"
    for step in evidence.history.get(job, []):
        yield f"history {step.seq}. {step.status} attempt {step.attempt} at {step.at} {step.message}"
    yield from _of_ledger(job, evidence)
    yield from (f"effect by attempt {attempt}" for owner, attempt in evidence.effects if owner == job)
    for answer in evidence.answers_of.get(job, []):
        status = answer.body.get("status") if isinstance(answer.body, dict) else answer.error
        yield f"answer {answer.answered_at:.3f} {answer.verb}: {answer.status} {status}"
    yield from (
        f"hook {hook.at:.3f} {hook.status} attempt {hook.attempt}" for hook in evidence.hooks if hook.job == job
    )


def _of_ledger(job: str, evidence: Evidence) -> Iterator[str]:
    entries = evidence.ledger_of.get(job, [])
    for entry in entries:
        if entry.event != "beat":
            yield f"ledger {entry.at:.3f} {entry.event} attempt {entry.attempt} in process {entry.pid}"
    for attempt in sorted({entry.attempt for entry in entries}):
        last = max(entry.at for entry in entries if entry.attempt == attempt)
        yield f"ledger {last:.3f} last word of attempt {attempt}"
