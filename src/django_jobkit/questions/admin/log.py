"""The admin of attempts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from django_jobkit.questions.admin import columns
from django_jobkit.questions.admin.acts import REMOVE_LOG
from django_jobkit.questions.admin.owned import OwnedAdmin
from django_jobkit.questions.models import Question, QuestionLog
from django_jobkit.questions.models.log import MAX_MINUTES
from django_jobkit.questions.services.logs import change_log, create_log

if TYPE_CHECKING:
    _Form = forms.ModelForm[QuestionLog]
else:
    _Form = forms.ModelForm

_FIELDS = ("date_attempted", "outcome", "time_spent_min", "solution_approach", "self_notes")


class LogForm(_Form):
    """An attempt, which belongs to the owner of its question and moves among the questions of its owner alone."""

    time_spent_min = forms.IntegerField(
        label=gettext_lazy("Time spent"),
        help_text=gettext_lazy("Minutes."),
        min_value=0,
        max_value=MAX_MINUTES,
        required=False,
    )

    class Meta:
        model = QuestionLog
        fields = ("question", *_FIELDS)

    def clean_question(self) -> Question:
        """A question of the same owner."""
        question: Question = self.cleaned_data["question"]
        if self.instance.pk and question.owner_id != self.instance.owner_id:
            raise ValidationError(_("This question is not the owner's."))
        return question


class LogAdmin(OwnedAdmin[QuestionLog]):
    """Attempts; the counts and the schedule of a question follow them."""

    form = LogForm
    removal = REMOVE_LOG
    searched = ("question__title",)
    lookups = {"outcome__exact", "question__exact", "date_attempted__gte", "date_attempted__lt"}
    unseen = ("self_notes", "question__content")
    list_display = (columns.asked, columns.outcome, columns.minutes, columns.attempted, columns.owner)
    list_display_links = (columns.asked,)
    list_filter = ("outcome", "date_attempted")
    list_select_related = ("owner", "question")
    raw_id_fields = ("question",)
    readonly_fields = ("created_at",)
    search_help_text = gettext_lazy("The name of an owner, or a part of the title of a question.")

    def get_fields(self, request: HttpRequest, obj: QuestionLog | None = None) -> Any:
        """Whose it is follows from the question."""
        return ["question", *_FIELDS, *([] if obj is None else ["owner", "created_at"])]

    def save_model(self, request: HttpRequest, obj: QuestionLog, form: Any, change: bool) -> None:
        """Through the service."""
        given = form.cleaned_data
        if not change:
            obj.pk = create_log(given["question"], **{name: given[name] for name in _FIELDS}).pk
            return
        changes = {name: given[name] for name in form.changed_data if name in _FIELDS}
        if "question" in form.changed_data:
            changes["question_id"] = given["question"].pk
        change_log(obj, **changes)
