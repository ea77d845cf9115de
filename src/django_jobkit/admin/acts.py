"""What a person may do to rows from the admin, each through its service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from django.contrib.admin.models import CHANGE, DELETION
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from django_jobkit.core.lifecycle import EDGES, Event
from django_jobkit.core.status import Status
from django_jobkit.models import Job

CANCELLABLE = EDGES[Event.CANCEL].sources | EDGES[Event.ACKNOWLEDGE_CANCEL].sources
RETRYABLE = EDGES[Event.RETRY].sources

Row = TypeVar("Row", bound=Model)
#: What is said of one, and of many; there is a %(count)d in each.
Forms: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of a number of rows; of those that are left, with a %(reason)s."""

    done: Forms
    left: Forms = ("%(count)d was left as it is: %(reason)s", "%(count)d were left as they are: %(reason)s")
    asked: Forms = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act(Generic[Row]):
    """One thing to do: its service, the permission it takes, and its words."""

    name: str
    permission: str
    service: Callable[[Row], Row | None]
    is_possible: Callable[[Row], bool]
    label: str | Promise
    words: Words
    #: For the admin's log.
    record: str
    flag: int = CHANGE
    is_final: bool = False
    #: Whether what the service gave back has only been asked to.
    is_asked: Callable[[Row], bool] = lambda row: False


def cancellation(
    service: Callable[[Row], Row | None], words: Words, *, job_of: Callable[[Any], Job] = lambda row: row.job
) -> Act[Row]:
    """To cancel rows that are jobs, or have one."""
    return Act(
        name="cancel",
        permission="jobkit.cancel_job",
        service=service,
        is_possible=lambda row: job_of(row).status in CANCELLABLE,
        label=gettext_lazy("Cancel"),
        words=words,
        record="Cancel requested.",
        is_asked=lambda row: job_of(row).status == Status.RUNNING,
    )


def removal(
    permission: str,
    service: Callable[[Row], Row | None],
    words: Words,
    *,
    is_possible: Callable[[Row], bool] = lambda row: True,
) -> Act[Row]:
    """To delete rows."""
    return Act(
        name="delete",
        permission=permission,
        service=service,
        is_possible=is_possible,
        label=gettext_lazy("Delete"),
        words=words,
        record="",
        flag=DELETION,
        is_final=True,
    )
