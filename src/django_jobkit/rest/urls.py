"""Jobs and their statuses, for ``include("django_jobkit.rest.urls")`` under any prefix."""

from __future__ import annotations

from django.db import transaction
from django.urls import path

from django_jobkit.rest.artifact_views import ArtifactsView, ArtifactView
from django_jobkit.rest.bulk_views import BulkView
from django_jobkit.rest.job_action_views import CancelView, JobHistoryView, ResultView, RetryView
from django_jobkit.rest.job_views import JobsView, JobView
from django_jobkit.rest.overview_views import SummaryView, TypesView
from django_jobkit.rest.status_views import JobStatusesView, JobStatusView

app_name = "jobkit"
# Ids are any text here and judged by the views, so that a malformed one gets the same 404 as an unknown one.
urlpatterns = [
    path("jobs/", JobsView.as_view(), name="job-list"),
    path("jobs/bulk/", BulkView.as_view(), name="job-bulk"),
    path("jobs/summary/", SummaryView.as_view(), name="job-summary"),
    path("jobs/types/", TypesView.as_view(), name="job-types"),
    # A caller that waits must not wait inside a transaction, whatever ATOMIC_REQUESTS says.
    path("jobs/<str:job_id>/", transaction.non_atomic_requests(JobView.as_view()), name="job-detail"),
    path("jobs/<str:job_id>/cancel/", CancelView.as_view(), name="job-cancel"),
    path("jobs/<str:job_id>/retry/", RetryView.as_view(), name="job-retry"),
    path("jobs/<str:job_id>/result/", ResultView.as_view(), name="job-result"),
    path("jobs/<str:job_id>/statuses/", JobHistoryView.as_view(), name="job-statuses"),
    path("jobs/<str:job_id>/artifacts/", ArtifactsView.as_view(), name="job-artifacts"),
    path("jobs/<str:job_id>/artifacts/<str:artifact_id>/", ArtifactView.as_view(), name="job-artifact"),
    path("jobstatuses/", JobStatusesView.as_view(), name="jobstatus-list"),
    path("jobstatuses/<str:status_id>/", JobStatusView.as_view(), name="jobstatus-detail"),
]
