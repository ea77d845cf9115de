"""Where the statistics are."""

from __future__ import annotations

from django.urls import path

from django_jobkit.questions.rest.statistics_views import StatisticsView

urlpatterns = [path("questions/statistics/", StatisticsView.as_view(), name="statistics")]
