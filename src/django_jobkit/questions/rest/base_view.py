"""What all views of questions have in common."""

from __future__ import annotations

from rest_framework.permissions import BasePermission, IsAuthenticated

from django_jobkit.rest.base_view import JobkitView


class OwnerView(JobkitView):
    """The base of every view of questions: whoever is nobody has none, however open the jobs are."""

    captured = JobkitView.captured | {"import_id", "log_id", "platform", "question_id", "tag_id"}

    def get_permissions(self) -> list[BasePermission]:
        """Those of all our views, and a login."""
        return [IsAuthenticated(), *super().get_permissions()]
