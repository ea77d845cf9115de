"""What a person may do to jobs from the admin, each through its service, counted and written to the admin's log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing to do: its service, the permission it takes, and its words."""

    name: str
    permission: str
    service: Callable[[Job], Job | None]
    is_possible: Callable[[Job], bool]
    label: str | Promise
    #: For the admin's log.
    record: str
    flag: int = CHANGE
    is_final: bool = False


CANCEL = Act(
    name="cancel",
    permission="jobkit.cancel_job",
    service=cancel_job,
    is_possible=lambda job: job.status in CANCELLABLE,
    label=gettext_lazy("Cancel"),
    record="Cancel requested.",
)
RETRY = Act(
    name="retry",
    permission="jobkit.retry_job",
    service=retry_job,
    is_possible=lambda job: job.status in RETRYABLE and not job.is_tracked,
    label=gettext_lazy("Retry"),
    record="Retry requested.",
)
REMOVE = Act(
    name="delete",
    permission="jobkit.delete_job",
    service=remove_job,
    is_possible=lambda job: job.is_tracked or job.status != Status.RUNNING,
    label=gettext_lazy("Delete"),
    record="",
    flag=DELETION,
    is_final=True,
)


@dataclass
class Tally:
    """How an act went with each of its jobs."""

    done: list[Job] = field(default_factory=list)
    #: Of those, the RUNNING ones that were asked to stop and have not stopped yet.
    asked: int = 0
    refused: Counter[str] = field(default_factory=Counter)


def carry_out(act: Act, jobs: Iterable[Job], user: Any) -> Tally:
    """Do `act` to each of `jobs`; one that refuses does not keep the others from it."""
    tally = Tally()
    for job in jobs:
        try:
            after = act.service(job)
        except JobkitError as error:
            tally.refused[error.message] += 1
        except Job.DoesNotExist:
            tally.refused[_("The job is gone.")] += 1
        else:
            tally.done.append(job)
            tally.asked += act is CANCEL and after is not None and after.status == Status.RUNNING
    _write_log(act, tally.done, user)
    return tally


def _write_log(act: Act, done: Sequence[Job], user: Any) -> None:
    if done:
        LogEntry.objects.log_actions(
            user_id=user.pk, queryset=list(done), action_flag=act.flag, change_message=act.record
        )


def report(request: HttpRequest, act: Act, tally: Tally) -> None:
    """Tell the person what happened, the refusals and their reasons included."""
    at_once = len(tally.done) - tally.asked
    if at_once:
        messages.success(request, _past(act, at_once) % {"count": at_once})
    if tally.asked:
        messages.success(request, _asked(tally.asked) % {"count": tally.asked})
    for reason, count in tally.refused.most_common():
        messages.warning(request, _left(count) % {"count": count, "reason": reason})


def _asked(count: int) -> str:
    return ngettext("%(count)d running job was asked to stop.", "%(count)d running jobs were asked to stop.", count)


def _left(count: int) -> str:
    one, many = "%(count)d job was left as it is: %(reason)s", "%(count)d jobs were left as they are: %(reason)s"
    return ngettext(one, many, count)


def _past(act: Act, count: int) -> str:
    if act is CANCEL:
        return ngettext("%(count)d job was cancelled.", "%(count)d jobs were cancelled.", count)
    if act is RETRY:
        return ngettext("%(count)d job will run again.", "%(count)d jobs will run again.", count)
    return ngettext("%(count)d job was deleted.", "%(count)d jobs were deleted.", count)
