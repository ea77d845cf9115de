"""Statistics."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from django_jobkit.questions.rest.base_view import OwnerView
from django_jobkit.questions.rest.openapi import statistics_operations as described
from django_jobkit.questions.rest.statistics_query import asked_tags, asked_window
from django_jobkit.questions.statistics.summary import statistics_of


class StatisticsView(OwnerView):
    """What the caller's attempts add up to."""

    @described.read_statistics
    def get(self, request: Request) -> Response:
        """In numbers, by day, by tag and by difficulty."""
        return Response(statistics_of(request.user, asked_window(request), asked_tags(request)))
