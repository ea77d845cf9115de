"""How much one owner may have of scans at the same time."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum

from django_jobkit.conf import config
from django_jobkit.scans.conf import scans_config
from django_jobkit.scans.models import Scan
from django_jobkit.scans.problems import ScanLimitReached
from django_jobkit.services.database import jobs_alias
from django_jobkit.services.quota import lock_owner

#: The task that runs scans.
SCAN_TASK = "scans.run"


def queue_up(owner: Any, scope: str) -> None:
    """Have starts of the same owner at the same time counted one after the other, until the end of the transaction."""
    # Before anything is written: whoever locks the row later may meet another who does, and both would wait.
    if owner is not None and _is_bound(owner, scope):
        lock_owner(owner)


def admit_scan(owner: Any, scope: str, again: UUID | None = None) -> None:
    """Let `owner` start one more scan, or raise ScanLimitReached. The host's own code (no owner, no scope) may.

    A scan that runs `again` is not counted as another one.
    """
    if _is_bound(owner, scope):
        _admit_active(owner, again)
        _admit_stored(owner)


def _is_bound(owner: Any, scope: str) -> bool:
    limits = (scans_config.OWNER_ACTIVE, scans_config.OWNER_RECORDS, scans_config.OWNER_BYTES)
    return (owner is not None or bool(scope)) and limits != (None, None, None)


def _admit_active(owner: Any, again: UUID | None) -> None:
    most = scans_config.OWNER_ACTIVE
    if most is None:
        return
    active = owned_by(None if owner is None else owner.pk).filter(job__status__in=["PENDING", "RUNNING"])
    active = active if again is None else active.exclude(pk=again)
    if active[:most].count() >= most:
        message = f"You have {most:,} scans that have not ended, which is as many as you may have; wait or cancel some."
        raise ScanLimitReached(message, retry_after=config.QUOTA_RETRY_AFTER)


def _admit_stored(owner: Any) -> None:
    exceeded = stored_too_much(None if owner is None else owner.pk)
    if exceeded:
        raise ScanLimitReached(exceeded, retry_after=config.QUOTA_RETRY_AFTER)


def stored_too_much(owner_id: Any) -> str:
    """Why this owner may store nothing more, in a sentence; "" when there is room."""
    most_records, most_bytes = scans_config.OWNER_RECORDS, scans_config.OWNER_BYTES
    if most_records is None and most_bytes is None:
        return ""
    kept = owned_by(owner_id).aggregate(records=Sum("records", default=0), bytes=Sum("stored_bytes", default=0))
    if most_records is not None and kept["records"] >= most_records:
        return f"Your scans keep {kept['records']:,} records; the limit is {most_records:,}. Remove some scans."
    if most_bytes is not None and kept["bytes"] >= most_bytes:
        return f"Your scans keep {kept['bytes']:,} bytes; the limit is {most_bytes:,}. Remove some scans."
    return ""


def owned_by(owner_id: Any) -> QuerySet[Scan]:
    """The scans of an owner, or those that nobody owns."""
    whose = {"job__owner__isnull": True} if owner_id is None else {"job__owner": owner_id}
    return Scan.objects.using(jobs_alias()).filter(**whose)
