"""Submit many jobs in a few statements, each with its own answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from django_jobkit.core.policies import admissions
from django_jobkit.core.submitting import JobRequest
from django_jobkit.exceptions import JobkitError
from django_jobkit.services.database import jobs_alias, retry_transient
from django_jobkit.services.hints import hint_due, hint_of
from django_jobkit.services.insert import Row, insert_rows
from django_jobkit.services.requests import build_row, scope_of
from django_jobkit.services.submit import is_keyed, submit_row
from django_jobkit.services.transition import tell_inserted

Answer: TypeAlias = UUID | JobkitError
Built: TypeAlias = Row | JobkitError


def submit_many(requests: Sequence[JobRequest], *, atomic: bool = False) -> list[Answer]:
    """Submit `requests`; each place of the answer is the job's id, or why it was refused.

    With `atomic` nothing is submitted when any is refused. Raises SubmissionRefused or QuotaExceeded when all are.
    """
    now = timezone.now()
    built = [_built(request, now) for request in requests]
    if atomic and any(isinstance(row, JobkitError) for row in built):
        return [row if isinstance(row, JobkitError) else row["id"] for row in built]
    return retry_transient(lambda: _store(requests, built, atomic=atomic))


def _built(request: JobRequest, now: datetime) -> Built:
    try:
        return build_row(request, now)
    except JobkitError as error:
        return error


def _store(requests: Sequence[JobRequest], built: Sequence[Built], *, atomic: bool) -> list[Answer]:
    with transaction.atomic(using=jobs_alias()):
        # Those with keys are admitted one by one, for each may turn out to be a job that is there already.
        wished = [(request, row) for request, row in zip(requests, built, strict=True) if isinstance(row, dict)]
        _admit([request for request, row in wished if not is_keyed(row)])
        plain = [row for _, row in wished if not is_keyed(row)]
        insert_rows(plain)
        answers = [_answer(request, row) for request, row in zip(requests, built, strict=True)]
        if atomic and any(isinstance(answer, JobkitError) for answer in answers):
            transaction.set_rollback(True, using=jobs_alias())
            return answers
        tell_inserted(plain)
        hint_due([hint_of(row) for row in plain])
    return answers


def _answer(request: JobRequest, row: Built) -> Answer:
    if isinstance(row, JobkitError):
        return row
    if not is_keyed(row):
        job_id: UUID = row["id"]
        return job_id
    try:
        return submit_row(row, request).job.id
    except JobkitError as error:
        return error


def _admit(requests: list[JobRequest]) -> None:
    scopes: dict[str, list[JobRequest]] = {}
    for request in requests:
        scopes.setdefault(scope_of(request), []).append(request)
    for group in scopes.values():
        for policy in admissions():
            policy.admit(group)
