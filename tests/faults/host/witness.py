"""Witnesses inside the system: what listeners and executors were told, written down for the checker."""

from __future__ import annotations

import time
from typing import Any

from django.dispatch import receiver

from django_jobkit.signals import JobChange, job_changed
from tests.faults.host.environment import FOLDER
from tests.faults.ledger import append


@receiver(job_changed, dispatch_uid="faults")
def note_change(change: JobChange, **more: Any) -> None:
    """A listener was told that a transition committed."""
    append(FOLDER / "hooks", f"{time.monotonic()} {change.job_id} {change.status} {change.attempt}")
