"""The ways in which a job can be stuck; the doctor explains them and the admin filters by them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from django_jobkit.conf import config
from django_jobkit.core.status import Status
from django_jobkit.models.clock import DatabaseNow

_LONG_WAIT = timedelta(hours=1)
_LONG_CANCEL = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """One way to be stuck: how to find such jobs, and what to tell."""

    name: str
    label: str | Promise
    condition: Callable[[], Q]
    is_problem: bool
    what: str
    why: str
    advice: str


def _a_few_ticks() -> timedelta:
    return timedelta(seconds=3 * config.MAINTENANCE_INTERVAL)


def _lease_expired() -> Q:
    return Q(status=Status.RUNNING, lease_expires_at__lt=DatabaseNow() - _a_few_ticks())


def _overdue() -> Q:
    return Q(parked_until__lt=DatabaseNow() - _a_few_ticks())


def _waiting() -> Q:
    before = DatabaseNow() - _LONG_WAIT
    # A job that was parked keeps its run_after, so that only the wait since then counts. No lane is called "", but a
    # planner without statistics takes the index for a range sooner than for NOT NULL.
    return Q(lane__gt="", updated_at__lt=before) & (Q(run_after__isnull=True) | Q(run_after__lt=before))


def _deaf() -> Q:
    now = DatabaseNow()
    return Q(status=Status.RUNNING, cancel_requested_at__lt=now - _LONG_CANCEL, lease_expires_at__gte=now)


STUCK = (
    Stuck(
        name="lease",
        label=_("Lease expired"),
        condition=_lease_expired,
        is_problem=True,
        what="RUNNING with an expired lease",
        why="Their worker is gone, and no process runs the maintenance tick that would bring them back.",
        advice="Start a worker: `manage.py jobkit_worker`, or a server with JOBKIT['EXECUTOR'] = 'thread'.",
    ),
    Stuck(
        name="overdue",
        label=_("Overdue"),
        condition=_overdue,
        is_problem=True,
        what="PENDING past the time they are due",
        why="No process runs the maintenance tick that lets due jobs into their queues.",
        advice="Start a worker: `manage.py jobkit_worker`, or a server with JOBKIT['EXECUTOR'] = 'thread'.",
    ),
    Stuck(
        name="waiting",
        label=_("Waiting for over an hour"),
        condition=_waiting,
        is_problem=True,
        what="due for over an hour and claimed by nobody",
        why="No worker runs, or none takes jobs from their queues, or the workers cannot keep up.",
        advice="Look at JOBKIT['QUEUES'] of your workers, then start more of them or raise JOBKIT['CONCURRENCY'].",
    ),
    Stuck(
        name="deaf",
        label=_("Deaf to its cancel"),
        condition=_deaf,
        is_problem=False,
        what="RUNNING although a cancel was asked for over a minute ago",
        why="Their handlers do not look for cancel requests, so they will run to their end.",
        advice="Use ctx.track(...) or call ctx.raise_if_cancelled() in the handler's loop.",
    ),
)
