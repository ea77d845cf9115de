"""Cancel, resume, begin anew and remove a scan."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from django_jobkit.scans.models import Scan
from django_jobkit.scans.store.emptying import empty
from django_jobkit.services.cancel import cancel_job
from django_jobkit.services.database import jobs_alias, retry_transient
from django_jobkit.services.remove import remove_job
from django_jobkit.services.retry import retry_job


def cancel_scan(scan: Scan) -> Scan:
    """Cancel `scan`, which keeps what it has read; its job is CANCELLED, or RUNNING with `cancel_requested_at`.

    Raises IllegalTransition when it has ended.
    """
    return _fresh(cancel_job(scan.job).pk)


def resume_scan(scan: Scan) -> Scan:
    """Run a FAILED or CANCELLED `scan` again from its last cursor on; raises IllegalTransition for others."""
    return _fresh(retry_job(scan.job).pk)


def restart_scan(scan: Scan) -> Scan:
    """Run a FAILED or CANCELLED `scan` again from the beginning, without what it has read so far.

    Raises IllegalTransition for others.
    """

    def restart() -> None:
        with transaction.atomic(using=jobs_alias()):
            retry_job(scan.job, forget=True)
            empty(scan.pk)

    retry_transient(restart)
    return _fresh(scan.pk)


def remove_scan(scan: Scan) -> None:
    """Delete `scan` with its results, its file and its job; raises JobIsRunning while it is RUNNING."""
    remove_job(scan.job)


def _fresh(job_id: UUID) -> Scan:
    return Scan.objects.using(jobs_alias()).select_related("job", "source").get(pk=job_id)
