"""The admin of questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from django_jobkit.questions.admin import columns, detail
from django_jobkit.questions.admin.acts import REMOVE_QUESTION
from django_jobkit.questions.admin.owned import OwnedAdmin
from django_jobkit.questions.models import Question, Tag
from django_jobkit.questions.services.questions import change_question, create_question

if TYPE_CHECKING:
    _Form = forms.ModelForm[Question]
else:
    _Form = forms.ModelForm

_FIELDS = ("title", "source", "content", "difficulty", "is_active")


class QuestionForm(_Form):
    """What its owner could change; tags can be chosen as soon as it is known whose they are."""

    class Meta:
        model = Question
        fields = ("owner", *_FIELDS, "tags")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tags: Any = self.fields.get("tags")
        if tags is not None:
            tags.queryset = Tag.objects.filter(owner=self.instance.owner_id).order_by("name")
            # Its own page asks whose it is.
            tags.widget.can_add_related = False


class QuestionAdmin(OwnedAdmin[Question]):
    """Questions with how often they were attempted; the slug and the counts make themselves."""

    form = QuestionForm
    removal = REMOVE_QUESTION
    searched = ("title",)
    lookups = {"difficulty__exact", "is_active__exact", "last_attempted_at__isempty", "tags__exact"}
    unseen = ("content",)
    prefetched = ("tags",)
    list_display = (
        columns.title,
        "difficulty",
        "is_active",
        columns.attempts,
        columns.last_attempt,
        columns.owner,
    )
    list_display_links = (columns.title,)
    list_filter = ("difficulty", "is_active", ("last_attempted_at", admin.EmptyFieldListFilter))
    search_help_text = gettext_lazy("The name of an owner, or a part of a title.")
    filter_horizontal = ("tags",)

    def get_readonly_fields(self, request: HttpRequest, obj: Question | None = None) -> Any:
        """What makes itself, and whose it is."""
        made = (detail.attempts, detail.counted, detail.schedule, "slug", "created_at", "updated_at")
        return [*super().get_readonly_fields(request, obj), *made]

    def get_fieldsets(self, request: HttpRequest, obj: Question | None = None) -> Any:
        """What is changed here first."""
        if obj is None:
            return [(None, {"fields": ["owner", "title", "source", ("difficulty", "is_active"), "content"]})]
        return [
            (None, {"fields": ["title", "source", ("difficulty", "is_active"), "tags", "content"]}),
            (_("Attempts"), {"fields": [detail.counted, detail.attempts, detail.schedule]}),
            (_("Origin"), {"fields": [("owner", "slug"), ("created_at", "updated_at")]}),
        ]

    def save_model(self, request: HttpRequest, obj: Question, form: Any, change: bool) -> None:
        """Through the service, so that there is a slug."""
        given = form.cleaned_data
        if not change:
            obj.pk = create_question(given["owner"], **{name: given[name] for name in _FIELDS}).pk
            return
        changes = {name: given[name] for name in form.changed_data if name in _FIELDS}
        if "tags" in form.changed_data:
            changes["tag_ids"] = [tag.pk for tag in given["tags"]]
        change_question(obj, **changes)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing more: the service has put the tags on."""

    def counts_of(self, rows: list[Question]) -> dict[str, int]:
        """Their attempts."""
        return {_("attempts"): sum(question.attempts_count for question in rows)}
