"""Cancel, resume, begin anew and remove a scan."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from django_jobkit.scans.models import Scan
from django_jobkit.scans.services.limits import admit_scan, queue_up
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


def resume_scan(scan: Scan, *, scope: str = "") -> Scan:
    """Run a FAILED or CANCELLED `scan` again from its last cursor on, for `scope`, as in JobRequest.

    Raises IllegalTransition for others, and ScanLimitReached.
    """
    return _run_again(scan, scope, forget=False)


def restart_scan(scan: Scan, *, scope: str = "") -> Scan:
    """Run a FAILED or CANCELLED `scan` again from the beginning, without what it has read so far.

    Raises what `resume_scan` raises.
    """
    return _run_again(scan, scope, forget=True)


def _run_again(scan: Scan, scope: str, *, forget: bool) -> Scan:
    def again() -> None:
        with transaction.atomic(using=jobs_alias()):
            queue_up(scan.job.owner, scope)
            retry_job(scan.job, forget=forget)
            if forget:
                empty(scan.pk)
            # Whoever may start no more must not have more by way of those that were cancelled.
            admit_scan(scan.job.owner, scope, again=scan.pk)

    retry_transient(again)
    return _fresh(scan.pk)


def remove_scan(scan: Scan) -> None:
    """Delete `scan` with its results, its file and its job; raises JobIsRunning while it is RUNNING."""
    remove_job(scan.job)


def _fresh(job_id: UUID) -> Scan:
    return Scan.objects.using(jobs_alias()).select_related("job", "source").get(pk=job_id)
