"""The admin of how people practise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from django_jobkit.questions.admin.owned import OwnedAdmin
from django_jobkit.questions.models import PracticeSettings
from django_jobkit.questions.rest.schedule_serializers import FIELDS, PracticeSerializer
from django_jobkit.questions.scheduling.keeping_up import change_practice

if TYPE_CHECKING:
    _Form = forms.ModelForm[PracticeSettings]
else:
    _Form = forms.ModelForm

_MAY_BE_NULL = {"parameters", "leech_threshold"}


class PracticeForm(_Form):
    """What the API lets people change, checked as the API checks it."""

    class Meta:
        model = PracticeSettings
        fields = ("owner", *FIELDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name in _MAY_BE_NULL:
                field.required = False
            if isinstance(field, forms.JSONField):
                field.widget.attrs["rows"] = 2

    def clean(self) -> dict[str, Any]:
        """Refuse what the API would."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        changes = {name: given[name] for name in self.changed_data if name in FIELDS and name in given}
        wish = PracticeSerializer(instance=self.instance, data=changes, partial=True)
        if not wish.is_valid():
            for name, errors in wish.errors.items():
                self.add_error(name if name in self.fields else None, _told(errors))
        return given


def _told(errors: Any) -> list[str]:
    """The messages of a field, or those of the items in it."""
    if isinstance(errors, dict):
        return [message for found in errors.values() for message in _told(found)]
    return [str(message) for message in errors]


class PracticeAdmin(OwnedAdmin[PracticeSettings]):
    """Settings of those who changed any; schedules are made anew where they have to be."""

    form = PracticeForm
    list_display = ("owner", "desired_retention", "interview_date", "new_per_day", "time_zone")
    search_help_text = gettext_lazy("The name of an owner.")
    actions = ()

    def has_delete_permission(self, request: HttpRequest, obj: PracticeSettings | None = None) -> bool:
        """Nobody: schedules would go on by settings that are gone."""
        return False

    def save_model(self, request: HttpRequest, obj: PracticeSettings, form: Any, change: bool) -> None:
        """Through the service."""
        changes = {name: form.cleaned_data[name] for name in form.changed_data if name in FIELDS}
        change_practice(obj.owner, changes)
