"""Cancel an import, have it undone, and remove it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from django_jobkit import JobRequest
from django_jobkit.models import Job
from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.importing.limits import UNDO_TASK
from django_jobkit.questions.models import QuestionImport
from django_jobkit.questions.problems import ImportNotEnded, ImportUndone, NothingToUndo
from django_jobkit.services.cancel import cancel_job
from django_jobkit.services.database import jobs_alias, retry_transient
from django_jobkit.services.quota import lock_owner
from django_jobkit.services.remove import remove_job
from django_jobkit.services.retry import retry_job
from django_jobkit.services.submit import submit_job


def fetch_import(pk: UUID) -> QuestionImport:
    """The import as it is now, with its jobs."""
    imports = QuestionImport.objects.using(jobs_alias()).select_related("job", "undo_job", "owner")
    return imports.get(pk=pk)


def cancel_import(question_import: QuestionImport) -> QuestionImport:
    """Cancel `question_import`; the batches that are stored stay. Raises IllegalTransition when it has ended."""
    return fetch_import(cancel_job(question_import.job).pk)


def remove_import(question_import: QuestionImport) -> None:
    """Delete `question_import` with its report, its file and its job, but not its questions.

    Raises JobIsRunning while it is RUNNING, ImportNotEnded while it is being undone.
    """
    undo = question_import.undo_job
    if undo is not None and not undo.is_terminal:
        raise ImportNotEnded
    remove_job(question_import.job)


def undo_import(question_import: QuestionImport, *, scope: str = "") -> QuestionImport:
    """Have what `question_import` did taken back, by a job of its own; one that failed or was cancelled goes on.

    Raises NothingToUndo for a dry run, ImportNotEnded while the import or its undo is under way, ImportUndone when it
    was undone.
    """
    if question_import.dry_run:
        raise NothingToUndo

    def ask() -> None:
        with transaction.atomic(using=jobs_alias()):
            # A batch of the import holds this as well: it comes before, or finds that it is too late.
            lock_owner(question_import.owner)
            _ask(fetch_import(question_import.pk), scope)

    retry_transient(ask)
    return fetch_import(question_import.pk)


def _ask(question_import: QuestionImport, scope: str) -> None:
    undo = question_import.undo_job
    if question_import.undone_at is not None:
        raise ImportUndone("The import was undone already.")
    if not question_import.job.is_terminal or (undo is not None and not undo.is_terminal):
        raise ImportNotEnded
    _note(question_import, submit_job(_undo_request(question_import, scope)).job if undo is None else retry_job(undo))


def _undo_request(question_import: QuestionImport, scope: str) -> JobRequest:
    return JobRequest(
        task=UNDO_TASK,
        params={"question_import": str(question_import.pk)},
        owner=question_import.owner,
        scope=scope,
        name=f"Undo of {question_import.job.name}"[:200],
        max_attempts=questions_config.IMPORT_MAX_ATTEMPTS,
    )


def _note(question_import: QuestionImport, undo: Job) -> None:
    values: dict[str, Any] = {"undo_job": undo, "undo_asked_at": question_import.undo_asked_at or timezone.now()}
    QuestionImport.objects.using(jobs_alias()).filter(pk=question_import.pk).update(**values)
