"""What can be done with one job: cancel it, run it again, fetch its result, read its history."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from django_jobkit.conf import config
from django_jobkit.core.status import Status
from django_jobkit.exceptions import JobNotCompleted
from django_jobkit.models import JobStatus
from django_jobkit.rest.access import get_job, one, parse_id, visible_jobs
from django_jobkit.rest.base_view import JobkitView
from django_jobkit.rest.filters import HISTORY_ORDERINGS, JobStatusFilterSet, narrowed, ordered
from django_jobkit.rest.links import collection_url
from django_jobkit.rest.openapi import job_operations as described
from django_jobkit.rest.pagination import paginate
from django_jobkit.rest.representation import job_status, whole_job
from django_jobkit.services.cancel import cancel_job
from django_jobkit.services.retry import retry_job


class CancelView(JobkitView):
    """Cancelling."""

    @described.cancel_job
    def post(self, request: Request, job_id: str) -> Response:
        """Cancel the job, or ask its worker to stop."""
        job = cancel_job(self.admitted(get_job(request, job_id)))
        body = whole_job(job, collection_url(request, below=2))
        if job.is_terminal or job.is_tracked:
            return Response(body)
        return Response(body, status=202, headers={"Retry-After": str(config.RETRY_AFTER)})


class RetryView(JobkitView):
    """Running again."""

    @described.retry_job
    def post(self, request: Request, job_id: str) -> Response:
        """Run the job again under the same id."""
        job = retry_job(self.admitted(get_job(request, job_id)))
        collection = collection_url(request, below=2)
        headers = {"Location": f"{collection}{job.id}/", "Retry-After": str(config.RETRY_AFTER)}
        return Response(whole_job(job, collection), status=202, headers=headers)


class ResultView(JobkitView):
    """The result alone."""

    @described.read_result
    def get(self, request: Request, job_id: str) -> Response:
        """What the job's handler returned."""
        rows = visible_jobs(request).only("id", "status", "owner", "result")
        job = self.admitted(one(rows.filter(pk=parse_id(job_id))))
        if job.status != Status.COMPLETED:
            raise JobNotCompleted(details={"status": [job.status]})
        return Response({"job": str(job.id), "result": job.result})


class JobHistoryView(JobkitView):
    """The history of one job."""

    @described.list_history
    def get(self, request: Request, job_id: str) -> Response:
        """A page of it, oldest first."""
        job = self.admitted(get_job(request, job_id))
        rows, order = ordered(request, JobStatus.objects.filter(job_id=job.pk), HISTORY_ORDERINGS, "timestamp")
        page = paginate(request, narrowed(request, rows, JobStatusFilterSet), order)
        return Response(page.body(job_status))
