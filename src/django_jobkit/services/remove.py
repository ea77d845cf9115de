"""Delete a job with its history and result, or change its name."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_delete, pre_delete

from django_jobkit.core.status import Status
from django_jobkit.exceptions import JobIsRunning
from django_jobkit.models import Job, JobStatus
from django_jobkit.models.querysets import JobQuerySet
from django_jobkit.models.statements import prepare, prepare_id, touch_statement
from django_jobkit.services.cancel import fresh
from django_jobkit.services.database import jobs_alias, jobs_connection, retry_transient
from django_jobkit.services.requests import checked_name


def remove_job(job: Job) -> None:
    """Delete `job`; raises JobIsRunning while it is executed and RUNNING, Job.DoesNotExist when it is gone."""
    retry_transient(lambda: _remove(job))


def _remove(job: Job) -> None:
    alias = jobs_alias()
    with transaction.atomic(using=alias):
        rows = Job.objects.using(alias).filter(pk=job.pk)
        # Locked before its history goes, so that no claim can add a row to it meanwhile.
        if not rows.filter(~Q(status=Status.RUNNING) | Q(task="")).select_for_update().exists():
            if rows.exists():
                raise JobIsRunning
            raise Job.DoesNotExist
        JobStatus.objects.using(alias).filter(job_id=job.pk).delete()
        deletable(rows).delete()


def deletable(rows: JobQuerySet) -> JobQuerySet:
    """`rows` as they are best deleted: without what may be large, unless somebody listens who may want to see it.

    Django reads jobs before it deletes them, for their histories, and perhaps rows of guests, go with them.
    """
    is_heard = pre_delete.has_listeners(Job) or post_delete.has_listeners(Job)
    return rows if is_heard else rows.without_payloads()


def rename_job(job: Job, name: str) -> Job:
    """Give `job` another name and return its fresh row; raises InvalidRequest when it cannot be called so."""
    connection = jobs_connection()
    sql = touch_statement(connection, "name = %s", "1 = 1")
    parameters = [prepare("name", checked_name(name), connection), prepare_id(job.id, connection)]

    def rename() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)

    retry_transient(rename)
    return fresh(job)
