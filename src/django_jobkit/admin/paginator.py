"""Pages of a list that never counts further than somebody would leaf."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from django_jobkit.conf import config

if TYPE_CHECKING:
    _Pages = Paginator[Any]
else:
    _Pages = Paginator


class CappedPaginator(_Pages):
    """Counts COUNT_CAP rows at most, so that a list of a million jobs costs what one of ten thousand does."""

    @cached_property
    def count(self) -> int:
        """The number of rows, or COUNT_CAP when there are as many or more."""
        rows = cast("QuerySet[Any]", self.object_list).order_by()
        return rows[: config.COUNT_CAP].count()

    @property
    def is_capped(self) -> bool:
        """Whether there may be more rows than `count` says."""
        return self.count >= config.COUNT_CAP
