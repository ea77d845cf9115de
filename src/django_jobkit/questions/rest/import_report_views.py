"""What became of the rows of an import."""

from __future__ import annotations

from typing import Any

from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from rest_framework.request import Request
from rest_framework.response import Response

from django_jobkit.downloads import StreamedAnswer
from django_jobkit.questions.models import ImportRow
from django_jobkit.questions.rest.import_failed import failed_rows
from django_jobkit.questions.rest.import_filters import ROW_ORDERINGS, RowFilterSet
from django_jobkit.questions.rest.import_representation import row_of_import
from django_jobkit.questions.rest.import_views import AnImportView
from django_jobkit.questions.rest.openapi import import_operations as described
from django_jobkit.rest.filters import narrowed, ordered
from django_jobkit.rest.pagination import paginate


class RowsView(AnImportView):
    """The rows."""

    @described.list_rows
    def get(self, request: Request, import_id: str) -> Response:
        """A page of them, in the order in which they were read."""
        question_import = self.found(request, import_id)
        rows = ImportRow.objects.filter(question_import=question_import.pk).defer("undo", "attempts")
        rows, order = ordered(request, rows, ROW_ORDERINGS, "number")
        return Response(paginate(request, narrowed(request, rows, RowFilterSet), order).body(row_of_import))


class FailedView(AnImportView):
    """The rows that failed."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """A table is a table, whatever types the caller lists; errors are JSON."""
        return super().perform_content_negotiation(request, force=True)

    @described.read_failed
    def get(self, request: Request, import_id: str) -> HttpResponseBase:
        """They as CSV: where and why, then the columns of the source; mend it and import it again."""
        question_import = self.found(request, import_id)
        pieces = () if request.method == "HEAD" else failed_rows(question_import)
        response = StreamedAnswer(pieces, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = content_disposition_header(True, "failed-rows.csv")
        response["X-Content-Type-Options"] = "nosniff"
        return response
