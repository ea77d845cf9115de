"""The admin of schedules: to look at, for they are made of the attempts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from django_jobkit.questions.admin import columns
from django_jobkit.questions.admin.owned import OwnedAdmin
from django_jobkit.questions.models import Schedule


class ScheduleAdmin(OwnedAdmin[Schedule]):
    """When questions are asked again; nothing is changed here."""

    searched = ("question__title",)
    lookups = {"is_leech__exact", "due_at__gte", "due_at__lt"}
    unseen = ("question__content",)
    list_display = (columns.asked, columns.due, "reviews", "lapses", columns.leech, columns.owner)
    list_display_links = (columns.asked,)
    list_filter = ("is_leech", "due_at")
    list_select_related = ("owner", "question")
    search_help_text = gettext_lazy("The name of an owner, or a part of the title of a question.")
    actions = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds one."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Schedule | None = None) -> bool:
        """Nobody changes one."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Schedule | None = None) -> bool:
        """Nobody deletes one by itself."""
        return False

    def get_fields(self, request: HttpRequest, obj: Schedule | None = None) -> Any:
        """What FSRS remembers."""
        moments = [("due_at", "fsrs_due_at"), ("begun_at", "reviewed_at")]
        return [
            "question",
            "owner",
            *moments,
            ("state", "step"),
            ("stability", "difficulty"),
            ("reviews", "lapses", "is_leech"),
        ]
