"""Ways to narrow the list, each bounded whatever the table holds."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from django_jobkit.conf import config
from django_jobkit.core.registry import registry
from django_jobkit.doctor.stuck import STUCK
from django_jobkit.models import Job

#: Jobs whose tasks and queues are offered as choices, besides those registered here.
_SAMPLE = 1000
_MOST_CHOICES = 50
#: Stuck jobs that the list shows; there are more behind them, but these have to be dealt with first.
_MOST_STUCK = 500
_Rows = QuerySet[Job]
_Lookups = list[tuple[Any, Any]]


class _SeenFilter(admin.SimpleListFilter):
    """Offers what is registered here and what the newest jobs use; asking for all values would read every row."""

    field = ""

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> _Lookups:
        """The values in alphabetical order, the chosen one among them."""
        newest = Job.objects.order_by("-pk").values_list(self.field, flat=True)[:_SAMPLE]
        values = {value for value in (*self.registered(), *newest, *self._chosen(request)) if value}
        return [(value, value) for value in sorted(values)[:_MOST_CHOICES]]

    def registered(self) -> Iterable[str]:
        """The values that are known without a look at the table."""
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: _Rows) -> _Rows:
        """Only the jobs with the chosen value."""
        return queryset.filter(**{self.field: self.value()}) if self.value() else queryset

    def _chosen(self, request: HttpRequest) -> list[str]:
        return request.GET.getlist(self.parameter_name or "")


class TaskFilter(_SeenFilter):
    """By task."""

    title = _("task")
    parameter_name = field = "task"

    def registered(self) -> Iterable[str]:
        """The tasks of this process."""
        return [task.name for task in registry]


class QueueFilter(_SeenFilter):
    """By queue."""

    title = _("queue")
    parameter_name = field = "queue"

    def registered(self) -> Iterable[str]:
        """The queues that tasks and settings of this process name."""
        return [*(task.options.queue for task in registry), *(config.QUEUES or [])]


class StuckFilter(admin.SimpleListFilter):
    """Jobs that should have moved on and did not; the doctor explains each kind."""

    title = _("stuck")
    parameter_name = "stuck"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> _Lookups:
        """The kinds that the doctor knows."""
        return [(kind.name, kind.label) for kind in STUCK]

    def queryset(self, request: HttpRequest, queryset: _Rows) -> _Rows:
        """Only the jobs that are stuck in the chosen way."""
        for kind in STUCK:
            if kind.name == self.value():
                # In the order of the list, a planner without statistics would walk through the whole table to find
                # the few that are stuck; without any order it takes the index that is there for them.
                ids = Job.objects.filter(kind.condition()).order_by().values_list("pk", flat=True)[:_MOST_STUCK]
                return queryset.filter(pk__in=list(ids))
        return queryset


class CreatedFilter(admin.SimpleListFilter):
    """By age, told from the ids: they begin with the time, so the primary key serves as the index."""

    title = _("created")
    parameter_name = "created"
    RANGES = (
        ("hour", _("Past hour"), timedelta(hours=1)),
        ("day", _("Past day"), timedelta(days=1)),
        ("week", _("Past 7 days"), timedelta(days=7)),
        ("month", _("Past 30 days"), timedelta(days=30)),
    )

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> _Lookups:
        """A few spans that end now, and whatever lies before them."""
        return [*((name, label) for name, label, _span in self.RANGES), ("older", _("Over 30 days ago"))]

    def queryset(self, request: HttpRequest, queryset: _Rows) -> _Rows:
        """Only the jobs of the chosen span."""
        now = timezone.now()
        for name, _label, span in self.RANGES:
            if name == self.value():
                return queryset.filter(pk__gte=first_id_at(now - span))
        if self.value() == "older":
            return queryset.filter(pk__lt=first_id_at(now - self.RANGES[-1][2]))
        return queryset


def first_id_at(moment: datetime) -> uuid.UUID:
    """The smallest id a job submitted at `moment` can have (RFC 9562, section 5.7: 48 bits of milliseconds lead)."""
    milliseconds = max(0, int(moment.timestamp() * 1000))
    return uuid.UUID(int=milliseconds << 80)
