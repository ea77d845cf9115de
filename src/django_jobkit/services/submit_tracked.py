"""Make a tracked job: the work happens elsewhere, a client reports its statuses."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from django_jobkit.core.submitting import JobRequest
from django_jobkit.services.insert import new_row
from django_jobkit.services.requests import checked_name, fingerprint, idempotency_hash, scope_of
from django_jobkit.services.submit import Submitted, submit_row


def submit_tracked(name: str, *, owner: Any = None, scope: str = "", idempotency_key: str | None = None) -> Submitted:
    """Store a PENDING job without a task.

    Raises InvalidRequest, SubmissionRefused, QuotaExceeded, IdempotencyMismatch or InvalidIdempotencyKey.
    """
    request = JobRequest(task="", params={}, name=name, owner=owner, scope=scope, idempotency_key=idempotency_key)
    now = timezone.now()
    owner_id = None if owner is None else owner.pk
    row = new_row(name=checked_name(name), owner_id=owner_id, created_at=now, updated_at=now)
    if idempotency_key is not None:
        row["idempotency_hash"] = idempotency_hash(scope_of(request), idempotency_key)
        row["request_fingerprint"] = fingerprint([name])
    return submit_row(row, request)
