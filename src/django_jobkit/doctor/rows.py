"""Rows that no code of this package would have written."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from uuid import UUID

from django_jobkit.core.status import Status
from django_jobkit.doctor.finding import Finding, Severity
from django_jobkit.models import Job, JobStatus

_SAMPLE = 200
#: Longer histories, which only tracked jobs have, are left out of the sample.
_LONGEST = 100
_EXAMPLES = 3
_COLUMNS = ("id", "task", "status", "lane", "parked_until", "unique_hash", "finished_at", "history_length")


def _sample() -> list[Job]:
    rows = Job.objects.only(*_COLUMNS)
    parts = (
        rows.order_by("-pk"),
        rows.filter(status=Status.PENDING).order_by("pk"),
        rows.filter(status=Status.RUNNING).order_by("pk"),
    )
    found = {job.pk: job for part in parts for job in part[:_SAMPLE]}
    return list(found.values())


def out_of_reach() -> Iterator[Finding]:
    """PENDING jobs that stand in no queue and wait for no time, so that no worker will ever find them."""
    lost = [
        job.pk
        for job in _sample()
        if job.task and job.status == Status.PENDING and job.lane is None and job.parked_until is None
    ]
    if lost:
        yield _broken(
            "out_of_reach",
            f"PENDING jobs stand in no queue: {_some(lost)}.",
            "Somebody changed `lane` or `parked_until` by hand; no worker looks for such jobs.",
            "Cancel them, then retry them: that puts them back into their queues.",
        )


def keys_not_released() -> Iterator[Finding]:
    """Ended jobs that still hold their unique key."""
    holding = [job.pk for job in _sample() if job.finished_at is not None and job.unique_hash is not None]
    if holding:
        yield _broken(
            "key_not_released",
            f"Ended jobs still hold their unique keys: {_some(holding)}.",
            "Somebody changed their status by hand; submits with the same key are refused.",
            "Delete these jobs, or set their unique_hash to NULL.",
        )


def histories() -> Iterator[Finding]:
    """Jobs, among the newest and the unfinished, whose history has gaps or ends in another status."""
    jobs = {job.pk: job for job in _sample() if job.history_length <= _LONGEST}
    # Both are read in one look each, so a job that moved on in between is asked again before it is accused.
    suspects = _disagreeing(jobs)
    again = {job.pk: job for job in Job.objects.only(*_COLUMNS).filter(pk__in=suspects[:_SAMPLE])}
    wrong = _disagreeing(again)
    if wrong:
        yield _broken(
            "history_disagrees",
            f"The history of some jobs does not lead to their status: {_some(wrong)}.",
            "Somebody wrote to the tables directly. The services write both in one transaction.",
            "Change jobs through django_jobkit.services, the API or the admin alone.",
        )


def _disagreeing(jobs: dict[UUID, Job]) -> list[UUID]:
    rows = JobStatus.objects.filter(job_id__in=list(jobs)).order_by("job_id", "seq")
    steps = rows.values_list("job_id", "seq", "status_type")
    told = {pk: [(seq, status) for _pk, seq, status in group] for pk, group in groupby(steps, key=lambda step: step[0])}
    return [pk for pk, job in jobs.items() if not _agrees(job, told.get(pk, []))]


def _agrees(job: Job, history: list[tuple[int, str]]) -> bool:
    numbers = [seq for seq, _status in history]
    return numbers == list(range(1, job.history_length + 1)) and history[-1:] == [(job.history_length, job.status)]


def _some(ids: list[UUID]) -> str:
    more = f" and {len(ids) - _EXAMPLES:,} more" if len(ids) > _EXAMPLES else ""
    return ", ".join(str(pk) for pk in ids[:_EXAMPLES]) + more


def _broken(code: str, what: str, why: str, advice: str) -> Finding:
    return Finding(severity=Severity.PROBLEM, code=code, what=what, why=why, advice=advice)
