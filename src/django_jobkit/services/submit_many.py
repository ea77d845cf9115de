"""Submit many jobs in a few statements, each with its own answer."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from django_jobkit.core.policies import admissions
from django_jobkit.core.submitting import JobRequest
from django_jobkit.exceptions import JobkitError
from django_jobkit.models import Job
from django_jobkit.services.database import jobs_alias, retry_transient
from django_jobkit.services.insert import insert_jobs
from django_jobkit.services.requests import build_job, scope_of
from django_jobkit.services.submit import dispatch_on_commit, submit_row

Answer = Job | JobkitError


def submit_many(requests: Sequence[JobRequest], *, atomic: bool = False) -> list[Answer]:
    """Submit `requests`; each place of the answer is the job, or why it was refused.

    With `atomic` nothing is submitted when any is refused. Raises SubmissionRefused or QuotaExceeded when all are.
    """
    answers = [_built(request) for request in requests]
    if atomic and any(isinstance(answer, JobkitError) for answer in answers):
        return answers
    return retry_transient(lambda: _store(requests, answers, atomic=atomic))


def _built(request: JobRequest) -> Answer:
    try:
        return build_job(request)
    except JobkitError as error:
        return error


def _store(requests: Sequence[JobRequest], answers: list[Answer], *, atomic: bool) -> list[Answer]:
    stored = list(answers)
    with transaction.atomic(using=jobs_alias()):
        pairs = [(request, job) for request, job in zip(requests, answers, strict=True) if isinstance(job, Job)]
        _admit([request for request, _ in pairs])
        plain = [job for _, job in pairs if not _is_keyed(job)]
        insert_jobs(plain)
        for index, (request, job) in enumerate(zip(requests, answers, strict=True)):
            if isinstance(job, Job) and _is_keyed(job):
                stored[index] = _stored_alone(request, job)
        if atomic and any(isinstance(answer, JobkitError) for answer in stored):
            transaction.set_rollback(True, using=jobs_alias())
            return stored
        dispatch_on_commit(plain)
    return stored


def _stored_alone(request: JobRequest, job: Job) -> Answer:
    try:
        return submit_row(job, request).job
    except JobkitError as error:
        return error


def _is_keyed(job: Job) -> bool:
    return bool(job.idempotency_hash or job.unique_hash)


def _admit(requests: list[JobRequest]) -> None:
    scopes: dict[str, list[JobRequest]] = {}
    for request in requests:
        scopes.setdefault(scope_of(request), []).append(request)
    for group in scopes.values():
        for policy in admissions():
            policy.admit(group)
