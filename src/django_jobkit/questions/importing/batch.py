"""Take a batch of rows in: all of it, with the checkpoint and the counters, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from django_jobkit import JobContext
from django_jobkit.questions.importing.checking import CheckedRow
from django_jobkit.questions.importing.finding import find
from django_jobkit.questions.importing.judged import Judged
from django_jobkit.questions.importing.judging import judge
from django_jobkit.questions.importing.mark import Mark
from django_jobkit.questions.importing.reporting import report
from django_jobkit.questions.importing.storing import store
from django_jobkit.questions.models import QuestionImport
from django_jobkit.questions.models.imports import RowOutcome
from django_jobkit.questions.problems import ImportUndone
from django_jobkit.services.checkpoint import restore_attempts
from django_jobkit.services.database import jobs_alias, retry_transient
from django_jobkit.services.quota import lock_owner

#: What is counted of an import.
COUNTERS = ("rows", *RowOutcome.values, "attempts")
_TRIES = 5


def take_in(
    ctx: JobContext, question_import: QuestionImport, rows: Sequence[CheckedRow], mark: Mark, *, is_first: bool
) -> None:
    """Store `rows`, the next of this import, and that it is complete up to `mark`; perhaps the first of this attempt.

    Raises LeaseLost when the attempt is fenced, ImportUndone when the import was undone meanwhile.
    """
    for left in reversed(range(_TRIES)):
        try:
            counted = retry_transient(lambda: _take_in(ctx, question_import, rows, mark, is_first=is_first))
        except IntegrityError:
            # The owner, at the same time, deleted a tag or gave a question the name that we gave one.
            if not left:
                raise
        else:
            for name, value in counted.items():
                setattr(question_import, name, value)
            return


def _take_in(
    ctx: JobContext, question_import: QuestionImport, rows: Sequence[CheckedRow], mark: Mark, *, is_first: bool
) -> dict[str, int]:
    with transaction.atomic(using=jobs_alias()):
        # Two imports of one owner take turns, so that neither makes what the other has just made.
        lock_owner(question_import.owner)
        ctx.checkpoint(mark.as_json())
        if rows and is_first:
            # An attempt that got further is not held against the import.
            restore_attempts(ctx.job_id, ctx.attempt)
        judged = _judged(question_import, rows)
        if not question_import.dry_run:
            store(question_import, judged)
        report(question_import, judged)
        counted = _counted(question_import, judged)
        going_on = QuestionImport.objects.using(jobs_alias()).filter(pk=question_import.pk, undo_asked_at=None)
        if not going_on.update(**counted):
            raise ImportUndone
    return counted


def _judged(question_import: QuestionImport, rows: Sequence[CheckedRow]) -> list[Judged]:
    shelf = find(question_import, rows)
    judged = []
    for number, row in enumerate(rows, question_import.rows):
        present = None if row.errors else shelf.find(row)
        verdict = judge(row, present, question_import.on_duplicate)
        judged.append(Judged(number, row, verdict, shelf.learn(number, row, present, verdict)))
    return judged


def _counted(question_import: QuestionImport, judged: Sequence[Judged]) -> dict[str, int]:
    more = Counter(str(one.verdict.outcome) for one in judged)
    more["rows"] = len(judged)
    more["attempts"] = sum(len(one.verdict.attempts) for one in judged)
    return {name: getattr(question_import, name) + more[name] for name in COUNTERS}
