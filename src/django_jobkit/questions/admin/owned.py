"""What all rows that belong to somebody have in common in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from django_jobkit.admin.acting import ActingAdmin, Row
from django_jobkit.admin.acts import Act
from django_jobkit.admin.bulk import act_on_selected
from django_jobkit.questions.admin.changelist import OWNER, WITH_INDEX, OwnedChangeList, search


class OwnedAdmin(ActingAdmin[Row]):
    """A list that stays fast; who a row belongs to is said once, and deleting goes through a service."""

    #: How rows are deleted, where they are.
    removal: ClassVar[Act[Any]]
    #: Columns in which the search looks.
    searched: ClassVar[tuple[str, ...]] = ()
    #: What the list may be narrowed by, besides the owner.
    lookups: ClassVar[set[str]] = set()
    #: What the list does not show.
    unseen: ClassVar[tuple[str, ...]] = ()
    #: What the list shows of other tables, a query for each.
    prefetched: ClassVar[tuple[str, ...]] = ()
    ordering = ("-pk",)
    list_select_related: ClassVar[Any] = ("owner",)
    raw_id_fields: ClassVar[Any] = ("owner",)
    # For the box above the list; where it looks is in `searched`.
    search_fields = ("pk",)
    actions: Any = ("delete_selected",)
    change_list_template = "admin/jobkit/capped_list.html"
    confirm_template = "admin/jobkit_questions/confirm.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """With the permission to add."""
        return admin.ModelAdmin.has_add_permission(self, request)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[OwnedChangeList]:
        """The list that bounds what it reads."""
        return OwnedChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Row], search_term: str
    ) -> tuple[QuerySet[Row], bool]:
        """By owner, or by what the rows say."""
        return search(queryset, search_term, *self.searched), False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what the list itself leads to, and of other rows only ids that there can be."""
        if lookup not in {OWNER, *self.lookups}:
            return False
        return lookup not in WITH_INDEX or _can_be(self.opts.get_field(lookup.partition("__")[0]), value)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Row | None:
        """The row; None also for an id that no row can have."""
        return super().get_object(request, object_id, from_field) if _can_be(self.opts.pk, object_id) else None

    def get_readonly_fields(self, request: HttpRequest, obj: Row | None = None) -> Any:
        """Whose it is, once that was said: all that a row refers to is of the same owner."""
        return [*self.readonly_fields, *([] if obj is None else ["owner"])]

    @admin.action(permissions=["delete"], description=gettext_lazy("Delete selected %(verbose_name_plural)s"))
    def delete_selected(self, request: HttpRequest, queryset: QuerySet[Row]) -> HttpResponse | None:
        """In place of Django's own, which would read every row that goes along."""
        return act_on_selected(self, request, queryset, self.removal)

    def delete_model(self, request: HttpRequest, obj: Row) -> None:
        """Through the service."""
        self.removal.service(obj)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """The rows, and in numbers what goes with them."""
        rows = list(objs)
        counts = {str(self.opts.verbose_name_plural): len(rows), **self.counts_of(rows)}
        lacking = set() if self.has_delete_permission(request) else {str(self.opts.verbose_name)}
        return [str(row) for row in rows], counts, lacking, []

    def counts_of(self, rows: list[Any]) -> dict[str, int]:
        """How many other rows go with `rows`, by their name."""
        return {}


def _can_be(field: Any, value: str) -> bool:
    """Whether `value` can be that of `field`; of a reference too, whose lookups do not mind numbers beyond measure."""
    try:
        (field.target_field if field.is_relation else field).clean(value, None)
    except ValidationError:
        return False
    return True
