"""Imports: list them, see how they are, cancel them, take them back, remove them."""

from __future__ import annotations

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from django_jobkit.questions.importing.ending import cancel_import, remove_import, undo_import
from django_jobkit.questions.models import QuestionImport
from django_jobkit.questions.rest.base_view import OwnerView
from django_jobkit.questions.rest.import_filters import IMPORT_ORDERINGS, ImportFilterSet
from django_jobkit.questions.rest.import_representation import accepted, whole_import
from django_jobkit.questions.rest.openapi import import_operations as described
from django_jobkit.rest.access import one, parse_id, scope_of_caller
from django_jobkit.rest.filters import narrowed, ordered
from django_jobkit.rest.links import collection_url
from django_jobkit.rest.pagination import paginate


def own_imports(request: Request) -> QuerySet[QuestionImport]:
    """The caller's imports, each with its jobs."""
    rows: QuerySet[QuestionImport] = QuestionImport.objects.owned_by(request.user)
    payloads = [f"{job}__{name}" for job in ("job", "undo_job") for name in ("params", "result", "saved_state")]
    return rows.select_related("job", "undo_job").defer(*payloads)


class AnImportView(OwnerView):
    """The base of views about one import."""

    def found(self, request: Request, import_id: str) -> QuestionImport:
        """The caller's import; raises NotFound when it is unknown or not theirs, PermissionDenied."""
        question_import: QuestionImport = one(own_imports(request).filter(pk=parse_id(import_id)))
        self.admitted(question_import.job)
        return question_import


class ImportsView(OwnerView):
    """The caller's imports."""

    @described.list_imports
    def get(self, request: Request) -> Response:
        """A page of them, newest first."""
        rows, order = ordered(request, own_imports(request), IMPORT_ORDERINGS, "-created_at")
        page = paginate(request, narrowed(request, rows, ImportFilterSet), order)
        root = collection_url(request, below=1)
        return Response(page.body(lambda question_import: whole_import(question_import, root)))


class ImportView(AnImportView):
    """One import."""

    @described.read_import
    def get(self, request: Request, import_id: str) -> Response:
        """The import as it is now."""
        return Response(whole_import(self.found(request, import_id), collection_url(request, below=2)))

    @described.remove_import
    def delete(self, request: Request, import_id: str) -> Response:
        """Delete the import with its report and its file; what it imported stays."""
        remove_import(self.found(request, import_id))
        return Response(status=204)


class CancelView(AnImportView):
    """Cancelling."""

    @described.cancel_import
    def post(self, request: Request, import_id: str) -> Response:
        """Cancel the import, or ask its worker to stop; the rows that are stored stay."""
        cancelled = cancel_import(self.found(request, import_id))
        if cancelled.job.is_terminal:
            return Response(whole_import(cancelled, collection_url(request, below=3)))
        return accepted(request, cancelled, below=3)


class UndoView(AnImportView):
    """Taking back."""

    @described.undo_import
    def post(self, request: Request, import_id: str) -> Response:
        """Have all taken back that the import did and nobody changed since."""
        asked = undo_import(self.found(request, import_id), scope=scope_of_caller(request))
        return accepted(request, asked, below=3)
