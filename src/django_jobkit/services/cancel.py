"""Cancel a job: at once while it is PENDING, by request while it is RUNNING."""

from __future__ import annotations

from django_jobkit.core.lifecycle import Event
from django_jobkit.core.status import Status
from django_jobkit.exceptions import IllegalTransition
from django_jobkit.models import Job
from django_jobkit.models.statements import prepare_id, touch_statement
from django_jobkit.services import effects
from django_jobkit.services.database import jobs_alias, jobs_connection, retry_transient
from django_jobkit.services.hints import hint_cancel
from django_jobkit.services.report import report_status
from django_jobkit.services.transition import Transition, apply

# A job may go back and forth between PENDING and RUNNING while we look; each look finds it in one of them.
_LOOKS = 5


def cancel_job(job: Job) -> Job:
    """Cancel `job` and return its fresh row: CANCELLED, or RUNNING with `cancel_requested_at`.

    Raises IllegalTransition when the job has ended.
    """
    if job.is_tracked:
        report_status(job, Status.CANCELLED, cancelling=True)
        return fresh(job)
    for _ in range(_LOOKS):
        if cancel_pending(job):
            return fresh(job)
        asked = _request_cancel(job)
        current = fresh(job)
        if current.is_terminal and not (asked and current.status == Status.CANCELLED):
            # Even if it was asked to stop: it had ended before it heard of that.
            raise IllegalTransition(
                f"The job is {current.status} already, so it cannot be cancelled.",
                details={"status": [current.status]},
            )
        if asked:
            return current
    raise IllegalTransition("The job changes too fast to be cancelled; try again.")


def cancel_pending(job: Job) -> bool:
    """Cancel `job` if it is PENDING; answers whether it was."""
    wish = Transition(
        job_id=job.id, event=Event.CANCEL, values=effects.cancelled(), task=job.task, attempt_after=job.attempt
    )
    return retry_transient(lambda: apply(wish))


def _request_cancel(job: Job) -> bool:
    # failpoint: before_cancel_request
    connection = jobs_connection()
    sql = touch_statement(connection, f"cancel_requested_at = {effects.FIRST_REQUEST.sql}", "status = %s")

    def request() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(sql, [prepare_id(job.id, connection), str(Status.RUNNING)])
            return bool(cursor.rowcount == 1)

    asked = retry_transient(request)
    if asked:
        hint_cancel(job.id)
    return asked


def fresh(job: Job) -> Job:
    """The row of `job` as it is now; raises Job.DoesNotExist when it is gone."""
    current: Job = Job.objects.using(jobs_alias()).get(pk=job.pk)
    return current
