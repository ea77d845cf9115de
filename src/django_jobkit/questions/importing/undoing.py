"""One attempt at taking an import back, from its last row to its first."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from django_jobkit import JobContext
from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.importing.catching_up import schedules_caught_up
from django_jobkit.questions.importing.taking_back import Deed, Taken, take_back
from django_jobkit.questions.models import ImportRow, QuestionImport
from django_jobkit.questions.problems import ImportGone
from django_jobkit.services.checkpoint import restore_attempts
from django_jobkit.services.database import jobs_alias, retry_transient
from django_jobkit.services.quota import lock_owner


def run_undo(ctx: JobContext, import_id: UUID) -> dict[str, int]:
    """Take the import back from where the last attempt stopped, and answer what it amounts to."""
    question_import = _found(import_id)
    # Backwards, for later rows may have built on what earlier ones made: attempts on questions, links on tags.
    below = began = (ctx.saved_state or {"below": question_import.rows})["below"]
    with schedules_caught_up(import_id):
        while below:
            below = retry_transient(partial(_step, ctx, import_id, below, is_first=below == began))
            ctx.report_progress(question_import.rows - below, question_import.rows, "Undoing")
    rows = QuestionImport.objects.using(jobs_alias()).filter(pk=import_id)
    rows.update(undone_at=timezone.now())
    question_import = _found(import_id)
    return {name: getattr(question_import, name) for name in ("removed", "restored", "kept")}


def _found(import_id: UUID) -> QuestionImport:
    imports = QuestionImport.objects.using(jobs_alias()).select_related("owner")
    found = imports.filter(pk=import_id).first()
    if found is None:
        raise ImportGone
    return found


def _step(ctx: JobContext, import_id: UUID, below: int, *, is_first: bool) -> int:
    """Take the batch of rows before number `below` back; answers below which the next ones are."""
    with transaction.atomic(using=jobs_alias()):
        question_import = _found(import_id)
        lock_owner(question_import.owner)
        first = max(0, below - questions_config.IMPORT_BATCH)
        # In the same transaction, so that no row is taken back twice, whenever this dies.
        ctx.checkpoint({"below": first})
        if is_first:
            restore_attempts(ctx.job_id, ctx.attempt)
        _count(import_id, take_back(question_import.owner_id, import_id, _deeds(import_id, first, below)))
    return first


def _deeds(import_id: UUID, first: int, below: int) -> list[Deed]:
    rows: Any = ImportRow._base_manager.using(jobs_alias()).filter(question_import=import_id, undo__isnull=False)
    rows = rows.filter(number__gte=first, number__lt=below).order_by("-number")
    return [
        Deed(question_id, pk, is_first=row_first == number, undo=undo)
        for pk, question_id, row_first, number, undo in rows.values_list("pk", "question_id", "first", "number", "undo")
    ]


def _count(import_id: UUID, taken: Taken) -> None:
    found = _found(import_id)
    QuestionImport.objects.using(jobs_alias()).filter(pk=import_id).update(
        removed=found.removed + taken.removed,
        restored=found.restored + taken.restored,
        kept=found.kept + taken.kept,
    )
