"""From a request to a row: validate it, fill in defaults, and hash its keys."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime
from typing import Any

from django.utils import timezone

from django_jobkit.conf import config
from django_jobkit.core.options import OPTIONS, option_error
from django_jobkit.core.registry import Task, registry
from django_jobkit.core.secrets import mask, unseal
from django_jobkit.core.storable import check_storable, encoded_size
from django_jobkit.core.submitting import JobRequest
from django_jobkit.exceptions import (
    InvalidIdempotencyKey,
    InvalidParams,
    InvalidRequest,
    NotStorable,
    SecretUnreadable,
)
from django_jobkit.services.database import json_depth
from django_jobkit.services.insert import Row, new_row

_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def scope_of(request: JobRequest) -> str:
    """Who asks: for quotas, and so that nobody's idempotency keys meet another's."""
    return request.scope or ("" if request.owner is None else f"user:{request.owner.pk}")


def build_row(request: JobRequest, now: datetime | None = None) -> Row:
    """The unwritten row of `request`, submitted `now`; raises InvalidRequest with every field that is wrong."""
    task = registry.get(request.task, by_client=request.by_client)
    errors = {name: [error] for name in OPTIONS if (error := option_error(name, getattr(request, name)))}
    if errors:
        raise InvalidRequest(details=errors)
    params = _params(task, request)
    now = now or timezone.now()
    queue = request.queue or task.options.queue
    budget = request.max_attempts or task.options.max_attempts or config.MAX_ATTEMPTS
    return new_row(
        name=request.name or request.task,
        task=request.task,
        owner_id=None if request.owner is None else request.owner.pk,
        queue=queue,
        priority=task.options.priority if request.priority is None else request.priority,
        params=params,
        max_attempts=budget,
        attempt_budget=budget,
        timeout=_timeout(task, request),
        run_after=request.run_after,
        # A run_after is always judged by the database's clock, so even a past one is parked first.
        lane=queue if request.run_after is None else None,
        parked_until=request.run_after,
        created_at=now,
        updated_at=now,
        unique_key=request.unique_key or "",
        unique_hash=unique_hash(request.task, request.unique_key),
        **_idempotency(request, params),
    )


def _params(task: Task[Any, Any], request: JobRequest) -> dict[str, Any]:
    params = task.params.to_json(request.params)
    if not params:
        return params
    try:
        check_storable(params, max_depth=json_depth())
    except NotStorable as error:
        raise InvalidParams(details={"params": [error.message]}) from error
    size = encoded_size(params)
    if size > config.MAX_PARAMS_BYTES:
        message = f"The params have {size:,} bytes of JSON; the limit is {config.MAX_PARAMS_BYTES:,}."
        raise InvalidParams(details={"params": [message]})
    return params


def _timeout(task: Task[Any, Any], request: JobRequest) -> float | None:
    if request.timeout is not None:
        return request.timeout
    return config.TIMEOUT if task.options.timeout is None else task.options.timeout.total_seconds()


def checked_name(name: str) -> str:
    """`name` if a job may be called so; raises InvalidRequest."""
    error = option_error("name", name)
    if error:
        raise InvalidRequest(details={"name": [error]})
    return name


def unique_hash(task: str, key: str | None) -> str | None:
    """What stands for a unique key in the index; None when there is none."""
    return _sha256(task, key) if key else None


def idempotency_hash(scope: str, key: str) -> str:
    """What stands for an Idempotency-Key in the index; raises InvalidIdempotencyKey when it is malformed."""
    if not _IDEMPOTENCY_KEY.fullmatch(key):
        raise InvalidIdempotencyKey
    return _sha256(scope, key)


def _idempotency(request: JobRequest, params: dict[str, Any]) -> dict[str, str]:
    if request.idempotency_key is None:
        return {}
    # Masked: a hash of a short secret could be guessed by trying, so secrets are compared in `have_same_secrets`.
    said: list[Any] = [
        request.task,
        mask(params),
        request.name,
        request.queue,
        request.priority,
        str(request.run_after),
    ]
    said += [request.max_attempts, request.timeout, request.unique_key]
    return {
        "idempotency_hash": idempotency_hash(scope_of(request), request.idempotency_key),
        "request_fingerprint": fingerprint(said),
    }


def have_same_secrets(stored: Any, other: Any) -> bool:
    """Whether two params with the same fingerprint have the same secrets; False when that can no longer be told."""
    if stored == other:
        return True
    try:
        return bool(unseal(stored) == unseal(other))
    except SecretUnreadable:
        return False


def fingerprint(said: Any) -> str:
    """The same for requests that mean the same, whatever the order of their keys."""
    return _sha256(json.dumps(said, sort_keys=True, default=str))


def _sha256(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
