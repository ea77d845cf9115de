"""Where the schedule is."""

from __future__ import annotations

from django.urls import path

from django_jobkit.questions.rest.schedule_views import DueView, PracticeSettingsView, QuestionScheduleView

urlpatterns = [
    path("questions/due/", DueView.as_view(), name="due"),
    path("questions/settings/", PracticeSettingsView.as_view(), name="practice-settings"),
    path("questions/<question_id>/schedule/", QuestionScheduleView.as_view(), name="schedule"),
]
