"""What each event does to a job's other columns."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django_jobkit.conf import config
from django_jobkit.core.outcome import JobError
from django_jobkit.models.statements import NOW, Later, Raw

Values = dict[str, Any]

_OUT_OF_LANE: Values = {"lane": None, "parked_until": None}
_RELEASED: Values = {"lease_expires_at": None}
_ENDED: Values = {**_RELEASED, **_OUT_OF_LANE, "finished_at": NOW, "unique_hash": None}
_NO_PROGRESS: Values = {"progress_current": None, "progress_total": None, "progress_message": ""}
_FORGOTTEN: Values = {"saved_state": None}
#: The moment of the first cancel request counts, however often it is asked.
FIRST_REQUEST = Raw("COALESCE(cancel_requested_at, {now})")
_ONE_MORE = Raw("max_attempts + 1")


def claimed(worker: str) -> Values:
    """A lease for one more attempt; progress starts anew."""
    return {
        **_OUT_OF_LANE,
        "attempt": Raw("attempt + 1"),
        "worker": worker,
        "lease_expires_at": Later(config.LEASE),
        "started_at": NOW,
        "run_after": None,
        **_NO_PROGRESS,
    }


def completed(result: Any) -> Values:
    """The result; a checkpoint is of no more use."""
    return {**_ENDED, "result": result, **_FORGOTTEN}


def failed(error: JobError) -> Values:
    """The error; the checkpoint stays for a retry."""
    return {**_ENDED, "error": error.as_json()}


def cancelled() -> Values:
    """Ended without result or error; when nobody asked before, this was the request."""
    return {**_ENDED, "cancel_requested_at": FIRST_REQUEST}


def back_in_lane(*, free: bool) -> Values:
    """PENDING and due at once; `free` grants an attempt for the one that was cut short."""
    return {**_RELEASED, "lane": Raw("queue"), **_grant(free=free)}


def parked(delay: timedelta, *, free: bool) -> Values:
    """PENDING, but due only after `delay`."""
    later = Later(max(0.0, delay.total_seconds()))
    return {**_RELEASED, "parked_until": later, "run_after": later, **_grant(free=free)}


def _grant(*, free: bool) -> Values:
    return {"max_attempts": _ONE_MORE} if free else {}


def is_free(attempt: int) -> bool:
    """Whether an attempt with this number that was cut short is given back."""
    return attempt < config.FREE_ATTEMPTS


def retried(unique_hash: str | None, *, forget: bool = False) -> Values:
    """As if submitted now, with a fresh budget of attempts; the numbering of attempts goes on.

    To `forget` is to begin without the checkpoint.
    """
    return {
        **(_FORGOTTEN if forget else {}),
        "lane": Raw("queue"),
        "finished_at": None,
        "started_at": None,
        "error": None,
        "result": None,
        "cancel_requested_at": None,
        "run_after": None,
        **_NO_PROGRESS,
        "max_attempts": Raw("attempt + attempt_budget"),
        "unique_hash": unique_hash,
    }
