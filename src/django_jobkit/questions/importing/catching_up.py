"""Make the schedules that the batches of an import, or of its undo, have put off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import F

from django_jobkit import JobInterrupted, LeaseLost
from django_jobkit.questions.models import ImportRow
from django_jobkit.questions.models.imports import RowOutcome
from django_jobkit.questions.models.upkeep import PIECE
from django_jobkit.questions.scheduling.rebuild import rebuild_some
from django_jobkit.services.database import jobs_alias, retry_transient


@contextmanager
def schedules_caught_up(import_id: UUID) -> Iterator[None]:
    """Make them however the attempt ends, unless the next one is about to begin."""
    try:
        yield
    except (JobInterrupted, LeaseLost):
        raise
    except Exception:
        _catch_up(import_id)
        raise
    _catch_up(import_id)


def _catch_up(import_id: UUID) -> None:
    # All questions to which rows behind their first have brought attempts: whoever comes after a crash, which has
    # forgotten what was put off, finds them in the report as well.
    for ids in _pieces(import_id):
        retry_transient(partial(rebuild_some, ids))


def _pieces(import_id: UUID) -> Iterator[list[int]]:
    rows = ImportRow._base_manager.using(jobs_alias()).filter(question_import=import_id, undo__isnull=False)
    # Such a row has nothing to bring but attempts.
    again = rows.filter(outcome=RowOutcome.UPDATED, number__gt=F("first")).order_by("question_id")
    ids: Any = again.values_list("question_id", flat=True).distinct()
    last = 0
    while piece := list(ids.filter(question_id__gt=last)[:PIECE]):
        yield piece
        last = piece[-1]
