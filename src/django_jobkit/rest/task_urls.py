"""Ad-hoc tasks, for ``path("tasks/", include("django_jobkit.rest.task_urls"))``."""

from __future__ import annotations

from django.urls import path

from django_jobkit.rest.task_views import TasksView, TaskView

app_name = "jobkit_tasks"
urlpatterns = [
    path("", TasksView.as_view(), name="task-list"),
    path("<str:task_id>/", TaskView.as_view(), name="task-detail"),
]
