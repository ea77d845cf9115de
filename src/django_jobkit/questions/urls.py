"""Questions, for ``path("api/", include("django_jobkit.questions.urls"))`` under any prefix."""

from __future__ import annotations

from django_jobkit.questions.rest import export_urls, import_urls, question_urls, schedule_urls, statistics_urls

app_name = "jobkit_questions"
urlpatterns = [
    # The words below questions/ come before its ids, which are numbers.
    *schedule_urls.urlpatterns,
    *statistics_urls.urlpatterns,
    *export_urls.urlpatterns,
    *import_urls.urlpatterns,
    *question_urls.urlpatterns,
]
