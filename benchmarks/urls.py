"""Our API beside the barest view that a Django project could write for one row."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import include, path

_COLUMNS = ["id", *"abcdefghijklmn"]
_ROW = f"SELECT {', '.join(_COLUMNS)} FROM floor WHERE id = %s"


def bare(request: HttpRequest, row_id: str) -> JsonResponse:
    """One row by its key, as JSON."""
    with connection.cursor() as cursor:
        cursor.execute(_ROW, [row_id])
        row = cursor.fetchone()
    return JsonResponse(dict(zip(_COLUMNS, row, strict=True)))


urlpatterns = [
    path("bare/<uuid:row_id>/", bare),
    path("api/", include("django_jobkit.rest.urls")),
    path("api/scan/", include("django_jobkit.scans.urls")),
    path("api/", include("django_jobkit.questions.urls")),
]
