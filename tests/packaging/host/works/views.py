"""Views that leave everything to the host's global settings."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import permissions, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from works.models import Job
from works.serializers import ErrorSerializer, JobSerializer, JobStatusSerializer


class JobViewSet(viewsets.ModelViewSet):
    """Vacancies."""

    queryset = Job.objects.order_by("id")
    serializer_class = JobSerializer
    search_fields = ["title"]

    @extend_schema(request=JobStatusSerializer, responses={200: JobSerializer, 400: ErrorSerializer})
    @action(detail=True, methods=["post"], permission_classes=[permissions.IsAdminUser])
    def cancel(self, request: Request, pk: str) -> Response:
        """Close a vacancy."""
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(responses={500: ErrorSerializer})
    @action(detail=False)
    def broken(self, request: Request) -> Response:
        """Raise what nobody foresaw."""
        raise ZeroDivisionError
