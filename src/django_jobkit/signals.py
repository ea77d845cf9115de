"""What happened to jobs, told after the transaction committed; for notification only, never for control."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.dispatch import Signal


@dataclass(frozen=True, slots=True, kw_only=True)
class JobChange:
    """One transition that committed. `attempt` counts from 1; 0 means that the job never ran."""

    job_id: UUID
    task: str
    status: str
    attempt: int
    message: str


# sender: the Job class; change: JobChange
job_changed = Signal()
