"""The admin of saved sources: their names and keys may be changed, their options are the API's business."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery, UUIDField
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from django_jobkit.admin.acting import ActingAdmin
from django_jobkit.admin.bulk import act_on_selected
from django_jobkit.exceptions import InvalidRequest
from django_jobkit.scans.admin import columns, detail
from django_jobkit.scans.admin.acts import START
from django_jobkit.scans.admin.changelist import ExtractorFilter
from django_jobkit.scans.models import Scan, ScanSource
from django_jobkit.scans.services.keys import checked_key
from django_jobkit.scans.services.sources import change_source, delete_source

if TYPE_CHECKING:
    _Form = forms.ModelForm[ScanSource]
else:
    _Form = forms.ModelForm

_LOOKUPS = {"extractor__exact"}


class SourceForm(_Form):
    """The name, and the key as words with commas between them."""

    key = forms.CharField(
        required=False, help_text=gettext_lazy("Columns that tell records apart, with commas between them, for diffs.")
    )

    class Meta:
        model = ScanSource
        fields = ("name", "key")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["key"] = ", ".join(self.instance.key)

    def clean_name(self) -> str:
        """A name that no other source of this owner has."""
        name: str = self.cleaned_data["name"]
        others = ScanSource.objects.filter(owner_key=self.instance.owner_key, name=name).exclude(pk=self.instance.pk)
        if others.exists():
            raise ValidationError(_("The owner has a source of this name; choose another."))
        return name

    def clean_key(self) -> list[str]:
        """The columns, one by one."""
        names = [name.strip() for name in self.cleaned_data["key"].split(",") if name.strip()]
        try:
            return checked_key(names)
        except InvalidRequest as error:
            raise ValidationError(error.details["key"]) from error


class SourceAdmin(ActingAdmin[ScanSource]):
    """Sources with how their last scans stand; secrets in their options are never shown."""

    form = SourceForm
    list_display = (columns.named, columns.last_scan, columns.key, "owner", columns.changed)
    list_display_links = (columns.named,)
    list_filter = (ExtractorFilter,)
    list_select_related = ("owner",)
    ordering = ("name", "id")
    search_fields = ("name__startswith",)
    search_help_text = gettext_lazy("How a name begins.")
    actions = ("start_selected", "delete_selected")
    acts = (START,)
    change_list_template = "admin/jobkit/capped_list.html"
    confirm_template = "admin/jobkit_scans/scan/confirm.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ScanSource]:
        """Sources with their newest scans."""
        newest = Scan.objects.filter(source=OuterRef("pk")).order_by("-pk")
        rows: QuerySet[ScanSource] = super().get_queryset(request)
        return rows.annotate(
            last_scan=Subquery(newest.values("pk")[:1], output_field=UUIDField()),
            last_status=Subquery(newest.values("job__status")[:1]),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: ScanSource | None = None) -> Any:
        """All but the name and the key."""
        return (detail.extractor, detail.options, detail.scans_of, "owner", "created_at", "updated_at")

    def get_fieldsets(self, request: HttpRequest, obj: ScanSource | None = None) -> Any:
        """What is changed here first."""
        return [
            (None, {"fields": ["name", "key", "owner", detail.scans_of]}),
            (_("Origin"), {"fields": [detail.extractor, detail.options]}),
            (_("Times"), {"fields": [("created_at", "updated_at")]}),
        ]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Not in the options: somebody could guess a secret letter by letter."""
        return lookup in _LOOKUPS

    def has_start_permission(self, request: HttpRequest) -> bool:
        """With the permission jobkit_scans.add_scan."""
        return self.may(request, START)

    @admin.action(permissions=["start"], description=gettext_lazy("Start scans of selected sources"))
    def start_selected(self, request: HttpRequest, queryset: QuerySet[ScanSource]) -> HttpResponse | None:
        """Start a scan of each, for its owner."""
        return act_on_selected(self, request, queryset, START)

    def save_model(self, request: HttpRequest, obj: ScanSource, form: Any, change: bool) -> None:
        """Through the service."""
        change_source(obj, name=form.cleaned_data["name"], key=form.cleaned_data["key"])

    def delete_model(self, request: HttpRequest, obj: ScanSource) -> None:
        """Through the service."""
        delete_source(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[ScanSource]) -> None:
        """Through the service, one by one."""
        for source in queryset:
            delete_source(source)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """The sources alone: their scans stay."""
        names = [str(source) for source in objs]
        lacking = set() if self.has_delete_permission(request) else {str(self.opts.verbose_name)}
        return names, {str(self.opts.verbose_name_plural): len(names)}, lacking, []
