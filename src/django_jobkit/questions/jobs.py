"""The tasks of questions."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django_jobkit import JobContext, RetryPolicy, job
from django_jobkit.exceptions import ExtraMissing
from django_jobkit.models import Job
from django_jobkit.questions.exports.formats import formats
from django_jobkit.questions.exports.running import EXPORT_TASK, run_export
from django_jobkit.questions.exports.selection import selected
from django_jobkit.questions.importing.attempt import run_attempt
from django_jobkit.questions.importing.limits import IMPORT_TASK, UNDO_TASK
from django_jobkit.questions.importing.undoing import run_undo
from django_jobkit.questions.problems import ImportGone, ImportUndone, InvalidOptions, UnknownPlatform
from django_jobkit.questions.scheduling.keeping_up import REBUILD_TASK, run_rebuild
from django_jobkit.readers.retrying import ReadingRetryPolicy
from django_jobkit.services.database import jobs_alias


@job(REBUILD_TASK, public=False)
def rebuild_schedules(ctx: JobContext) -> dict[str, Any]:
    """Make all schedules of the job's owner anew, from their attempts and settings."""
    return run_rebuild(ctx)


@job(IMPORT_TASK, public=False, retry=ReadingRetryPolicy(permanent=(ImportUndone, InvalidOptions, UnknownPlatform)))
def run_import(ctx: JobContext, platform: str, dry_run: bool = False, request: str = "") -> dict[str, int]:
    """Bring questions and attempts in from a platform; the row of the import has the rest.

    The params are there for people to see; `request` tells apart what was asked for with an idempotency key.
    """
    return run_attempt(ctx)


@job(UNDO_TASK, public=False, retry=RetryPolicy(permanent=(ImportGone,)))
def undo_import(ctx: JobContext, question_import: UUID) -> dict[str, int]:
    """Take back what an import did, except what its owner has changed since."""
    return run_undo(ctx, question_import)


@job(EXPORT_TASK, public=False, retry=RetryPolicy(permanent=(ExtraMissing,)))
def export_questions(
    ctx: JobContext, format: Literal["csv", "json", "apkg"], filters: dict[str, list[str]]
) -> dict[str, Any]:
    """Leave the questions of the job's owner that `filters` let through behind as a file."""
    owner = Job.objects.using(jobs_alias()).select_related("owner").get(pk=ctx.job_id).owner
    return run_export(ctx, selected(owner, filters), formats[format])
