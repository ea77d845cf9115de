"""The admin of tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from django_jobkit.questions.admin import columns
from django_jobkit.questions.admin.acts import REMOVE_TAG
from django_jobkit.questions.admin.owned import OwnedAdmin
from django_jobkit.questions.models import Tag
from django_jobkit.questions.models.keys import key_of
from django_jobkit.questions.problems import TagNameTaken
from django_jobkit.questions.services.tags import change_tag, create_tag

if TYPE_CHECKING:
    _Form = forms.ModelForm[Tag]
else:
    _Form = forms.ModelForm


class TagForm(_Form):
    """The name, which no other tag of the owner may have."""

    class Meta:
        model = Tag
        fields = ("owner", "name")

    def clean(self) -> dict[str, Any]:
        """Refuse a name that is taken."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        owner = given.get("owner") or (self.instance.owner if self.instance.pk else None)
        if owner is not None and "name" in given:
            taken = Tag.objects.filter(owner=owner, key=key_of(given["name"])).exclude(pk=self.instance.pk)
            if taken.exists():
                raise ValidationError({"name": [TagNameTaken().message]})
        return given


class TagAdmin(OwnedAdmin[Tag]):
    """Tags; deleting one deletes no question."""

    form = TagForm
    removal = REMOVE_TAG
    searched = ("name",)
    list_display = ("name", columns.questions, columns.owner)
    list_display_links = ("name",)
    search_help_text = gettext_lazy("The name of an owner, or a part of that of a tag.")

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        """Through the service."""
        name = form.cleaned_data["name"]
        obj.pk = (change_tag(obj, name=name) if change else create_tag(obj.owner, name=name)).pk
