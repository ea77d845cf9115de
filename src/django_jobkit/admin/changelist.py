"""The list of jobs: what it reads, how far it looks, and what it says above the rows."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

from django_jobkit.conf import config
from django_jobkit.core.status import Status
from django_jobkit.models import Job
from django_jobkit.models.querysets import JobQuerySet

Row = TypeVar("Row", bound=Model)

#: What no index serves is looked for among this many of the newest rows.
WINDOW = 100_000
_WITHOUT_INDEX = {"task", "queue"}


@dataclass(frozen=True, slots=True)
class Tab:
    """One status above the list, with the number of its jobs."""

    status: Status
    count: int
    is_capped: bool
    is_selected: bool


class JobChangeList(ChangeList):
    """Leaves heavy columns alone and bounds every search."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> JobQuerySet:
        """The rows of the list, without params, results and checkpoints."""
        rows = cast("JobQuerySet", super().get_queryset(request, exclude_parameters)).without_payloads()
        if self.is_windowed and self.window_start is not None:
            rows = rows.filter(pk__gte=self.window_start)
        return rows

    @property
    def is_windowed(self) -> bool:
        """Whether the list is narrowed by something that no index serves."""
        return bool(_WITHOUT_INDEX & self.params.keys()) or bool(self.query and as_id(self.query) is None)

    @cached_property
    def window_start(self) -> uuid.UUID | None:
        """The oldest job of the window; None when all jobs are in it."""
        newest = Job.objects.order_by("-pk").values_list("pk", flat=True)
        return next(iter(newest[WINDOW : WINDOW + 1]), None)

    @property
    def window(self) -> int | None:
        """The size of the window, where it leaves jobs out."""
        return WINDOW if self.is_windowed and self.window_start is not None else None

    def tabs(self) -> list[Tab]:
        """The statuses with their counts, each over all jobs and none counted beyond the cap."""
        chosen = self.params.get("status__exact", [])
        alone = set(self.params) <= {"status__exact"} and not self.query
        return [self._tab(status, is_selected=alone and status in chosen) for status in Status]

    @staticmethod
    def _tab(status: Status, *, is_selected: bool) -> Tab:
        count = Job.objects.filter(status=status)[: config.COUNT_CAP].count()
        return Tab(status, count, count >= config.COUNT_CAP, is_selected)


def windowed(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Those of `rows` that are among the newest of their table."""
    newest = rows.model._default_manager.order_by("-pk").values_list("pk", flat=True)
    oldest = next(iter(newest[WINDOW : WINDOW + 1]), None)
    return rows if oldest is None else rows.filter(pk__gt=oldest)


def as_id(term: str) -> uuid.UUID | None:
    """The id that `term` is, dashes or not; None when it is none."""
    try:
        return uuid.UUID(term.strip())
    except ValueError:
        return None


def search(rows: QuerySet[Job], term: str) -> QuerySet[Job]:
    """The jobs with this id, or else of this task, or whose name begins so."""
    if not term.strip():
        return rows
    job_id = as_id(term)
    if job_id is not None:
        return rows.filter(pk=job_id)
    return rows.filter(Q(task=term.strip()) | Q(name__startswith=term.strip()))
