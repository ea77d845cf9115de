"""Schedules follow the settings: a change that moves dates submits a job, and the newest of these jobs prevails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from django_jobkit import JobContext, submit
from django_jobkit.core.status import Status
from django_jobkit.models import Job
from django_jobkit.questions.models import PracticeSettings
from django_jobkit.questions.scheduling.rebuild import rebuild
from django_jobkit.questions.scheduling.schedulers import scheduler_of
from django_jobkit.services.cancel import cancel_pending
from django_jobkit.services.checkpoint import restore_attempts
from django_jobkit.services.database import jobs_alias, retry_transient
from django_jobkit.services.quota import lock_owner

#: The task that makes all schedules of its owner anew.
REBUILD_TASK = "questions.rebuild"


class _Superseded(Exception):
    """The settings have changed again, and another job is on its way."""


def practice_of(owner: Any) -> PracticeSettings:
    """The settings of `owner`, or the defaults, which are not stored."""
    found = PracticeSettings.objects.using(jobs_alias()).filter(owner=owner).first()
    return found or PracticeSettings(owner=owner)


def change_practice(owner: Any, changes: Mapping[str, Any]) -> PracticeSettings:
    """Store `changes` to the settings of `owner`, and have all their schedules made anew where dates may change.

    The changes are valid. Raises ExtraMissing without fsrs, and SubmissionRefused.
    """
    return retry_transient(lambda: _change(owner, changes))


def _change(owner: Any, changes: Mapping[str, Any]) -> PracticeSettings:
    with transaction.atomic(using=jobs_alias()):
        lock_owner(owner)
        practice = practice_of(owner)
        changed = {name for name, value in changes.items() if getattr(practice, name) != value}
        for name in changed:
            setattr(practice, name, changes[name])
        scheduler_of(practice)
        if _move_dates(changed, practice):
            practice.rebuild = _submit(owner, practice.rebuild)
        practice.save(using=jobs_alias())
    return practice


def _move_dates(changed: set[str], practice: PracticeSettings) -> bool:
    has_interview = "interview_date" in changed or practice.interview_date is not None
    return bool(changed - {"new_per_day"} - (set() if has_interview else {"time_zone"}))


def _submit(owner: Any, earlier_id: UUID | None) -> UUID:
    # Whoever has not begun is not needed any more; whoever has will see at the next batch.
    earlier = Job.objects.using(jobs_alias()).filter(pk=earlier_id, status=Status.PENDING).first()
    if earlier is not None:
        cancel_pending(earlier)
    return submit(REBUILD_TASK, owner=owner, name="Schedules after a change of settings").id


def run_rebuild(ctx: JobContext) -> dict[str, Any]:
    """Make all schedules of the owner of this job anew, unless a newer job does it."""
    owner_id = Job.objects.using(jobs_alias()).values_list("owner_id", flat=True).get(pk=ctx.job_id)
    begun = ctx.saved_state or {"after": 0, "questions": 0}

    def keep(last: int, number: int) -> None:
        _refuse_superseded(ctx, owner_id)
        ctx.checkpoint({"after": last, "questions": done + number})
        restore_attempts(ctx.job_id, ctx.attempt)

    done = begun["questions"]
    try:
        _refuse_superseded(ctx, owner_id)
        for number in rebuild(owner_id, begun["after"], keep):
            done += number
            ctx.report_progress(done)
    except _Superseded:
        return {"questions": done, "superseded": True}
    return {"questions": done, "superseded": False}


def _refuse_superseded(ctx: JobContext, owner_id: Any) -> None:
    newest = PracticeSettings.objects.using(jobs_alias()).filter(pk=owner_id).values_list("rebuild", flat=True)
    if list(newest) not in ([], [None], [ctx.job_id]):
        raise _Superseded
