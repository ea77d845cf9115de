"""What a person may do to rows from the admin, each through its service, counted and written to the admin's log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.contrib import messages
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from django_jobkit.core.lifecycle import EDGES, Event
from django_jobkit.core.status import Status
from django_jobkit.exceptions import JobkitError
from django_jobkit.models import Job
from django_jobkit.services.cancel import cancel_job
from django_jobkit.services.remove import remove_job
from django_jobkit.services.retry import retry_job

CANCELLABLE = EDGES[Event.CANCEL].sources | EDGES[Event.ACKNOWLEDGE_CANCEL].sources
RETRYABLE = EDGES[Event.RETRY].sources


Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said of a number of rows; each has a %(count)d in it."""

    done: Callable[[int], str]
    left: Callable[[int], str]
    asked: Callable[[int], str] = lambda count: ""


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


def _left(count: int) -> str:
    one, many = "%(count)d job was left as it is: %(reason)s", "%(count)d jobs were left as they are: %(reason)s"
    return ngettext(one, many, count)


def _asked(count: int) -> str:
    return ngettext("%(count)d running job was asked to stop.", "%(count)d running jobs were asked to stop.", count)


def _words(one: str, many: str) -> Words:
    return Words(done=lambda count: ngettext(one, many, count), asked=_asked, left=_left)


CANCEL: Act[Job] = Act(
    name="cancel",
    permission="jobkit.cancel_job",
    service=cancel_job,
    is_possible=lambda job: job.status in CANCELLABLE,
    label=gettext_lazy("Cancel"),
    words=_words("%(count)d job was cancelled.", "%(count)d jobs were cancelled."),
    record="Cancel requested.",
    is_asked=lambda job: job.status == Status.RUNNING,
)
RETRY: Act[Job] = Act(
    name="retry",
    permission="jobkit.retry_job",
    service=retry_job,
    is_possible=lambda job: job.status in RETRYABLE and not job.is_tracked,
    label=gettext_lazy("Retry"),
    words=_words("%(count)d job will run again.", "%(count)d jobs will run again."),
    record="Retry requested.",
)
REMOVE: Act[Job] = Act(
    name="delete",
    permission="jobkit.delete_job",
    service=remove_job,
    is_possible=lambda job: job.is_tracked or job.status != Status.RUNNING,
    label=gettext_lazy("Delete"),
    words=_words("%(count)d job was deleted.", "%(count)d jobs were deleted."),
    record="",
    flag=DELETION,
    is_final=True,
)


@dataclass
class Tally(Generic[Row]):
    """How an act went with each of its rows."""

    done: list[Row] = field(default_factory=list)
    #: Of those, the ones that were asked to and have not done so yet.
    asked: int = 0
    refused: Counter[str] = field(default_factory=Counter)


def carry_out(act: Act[Row], rows: Iterable[Row], user: Any) -> Tally[Row]:
    """Do `act` to each of `rows`; one that refuses does not keep the others from it."""
    tally = Tally[Row]()
    for row in rows:
        try:
            after = act.service(row)
        except JobkitError as error:
            tally.refused[error.message] += 1
        except ObjectDoesNotExist:
            tally.refused[_("It is gone.")] += 1
        else:
            tally.done.append(row)
            tally.asked += after is not None and act.is_asked(after)
    _write_log(act, tally.done, user)
    return tally


def _write_log(act: Act[Row], done: Sequence[Row], user: Any) -> None:
    if done:
        LogEntry.objects.log_actions(
            user_id=user.pk, queryset=list(done), action_flag=act.flag, change_message=act.record
        )


def report(request: HttpRequest, act: Act[Row], tally: Tally[Row]) -> None:
    """Tell the person what happened, the refusals and their reasons included."""
    at_once = len(tally.done) - tally.asked
    if at_once:
        messages.success(request, act.words.done(at_once) % {"count": at_once})
    if tally.asked:
        messages.success(request, act.words.asked(tally.asked) % {"count": tally.asked})
    for reason, count in tally.refused.most_common():
        messages.warning(request, act.words.left(count) % {"count": count, "reason": reason})
