"""Artifacts go with their jobs, and with attempts that were in vain."""

from __future__ import annotations

from uuid import UUID

from django_jobkit.models import JobArtifact
from django_jobkit.services.database import own_transaction, retry_transient
from django_jobkit.services.stored_files import register

register(JobArtifact, "file")


def drop_earlier_artifacts(job_id: UUID, attempt: int) -> None:
    """Delete what attempts before `attempt` attached; for one that begins anew, without a checkpoint of theirs."""

    def drop() -> None:
        with own_transaction() as connection:
            JobArtifact.objects.using(connection.alias).filter(job_id=job_id, attempt__lt=attempt).delete()

    retry_transient(drop)
