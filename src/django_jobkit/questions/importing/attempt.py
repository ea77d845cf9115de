"""One attempt at an import, from its last cursor to its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from django_jobkit import JobCancelled, JobContext, JobInterrupted, JobTimedOut, LeaseLost, RetryLater
from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.importing.batch import COUNTERS
from django_jobkit.questions.importing.catching_up import schedules_caught_up
from django_jobkit.questions.importing.context import AttemptContext
from django_jobkit.questions.importing.intake import Intake
from django_jobkit.questions.importing.mark import mark_of
from django_jobkit.questions.importing.registry import platforms
from django_jobkit.questions.models import QuestionImport
from django_jobkit.questions.problems import ImportUndone, PlatformError
from django_jobkit.readers.draining import drain
from django_jobkit.services.database import jobs_alias


def run_attempt(ctx: JobContext) -> dict[str, int]:
    """Run the import of this job from its last cursor on, and answer what it amounts to."""
    question_import = QuestionImport.objects.using(jobs_alias()).select_related("owner").get(pk=ctx.job_id)
    if question_import.undo_asked_at is not None:
        raise ImportUndone
    platform = platforms.get(question_import.platform)
    options = platform.validated(question_import.options)
    mark = mark_of(ctx.saved_state)
    context = AttemptContext(ctx, question_import, mark.cursor)
    intake = Intake(ctx, context, question_import, mark)
    with schedules_caught_up(question_import.pk), closing(context):
        _take_in(platform(options, context), intake)
    return {name: getattr(question_import, name) for name in COUNTERS}


def _take_in(rows: Iterator[Any], intake: Intake) -> None:
    try:
        drain(rows, intake.take)
    except RetryLater as error:
        raise _waiting(error, intake) from error
    except (JobCancelled, JobInterrupted, JobTimedOut, LeaseLost):
        raise
    except Exception:
        # What the platform told before it failed is whole.
        intake.finish()
        raise
    intake.finish()


def _waiting(error: RetryLater, intake: Intake) -> Exception:
    most = questions_config.IMPORT_MAX_WAITS
    if intake.mark.waits >= most:
        intake.finish()
        return PlatformError(f"The import had to come back later {most} times in a row: {error}", code=error.code)
    intake.finish(waiting=True)
    return error
