"""Run an export: read, write into a file, and leave that behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from tempfile import TemporaryFile
from typing import Any

from django_jobkit import JobContext
from django_jobkit.questions.exports.entries import Entry, entries_of
from django_jobkit.questions.exports.formats import ExportFormat
from django_jobkit.questions.models import Question, QuestionLog
from django_jobkit.questions.models.owned import OwnedQuerySet

EXPORT_TASK = "questions.export"


def run_export(ctx: JobContext, rows: OwnedQuerySet[Question], chosen: ExportFormat) -> dict[str, Any]:
    """Attach the questions in `rows` as one file; what there is of it when the job is stopped, nobody sees."""
    counted = _Counted(ctx, rows.count())
    with TemporaryFile() as file:
        chosen.write(file, counted.through(entries_of(rows, with_logs=chosen.with_logs)))
        ctx.raise_if_cancelled()
        ctx.attach(chosen.file_name, file, content_type=chosen.media_type)
    return {
        "format": chosen.name,
        "questions": counted.questions,
        "attempts": counted.attempts,
        "artifact": chosen.file_name,
    }


@dataclass
class _Counted:
    """Counts what goes through, reports it, and heeds a cancel."""

    ctx: JobContext
    total: int
    questions: int = 0
    attempts: int = 0

    def through(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        self.ctx.report_progress(0, self.total, "Exporting questions")
        for entry in entries:
            yield replace(entry, logs=self._through(entry.logs))
            self.questions += 1
            self.ctx.report_progress(self.questions)

    def _through(self, logs: Iterable[QuestionLog]) -> Iterator[QuestionLog]:
        for log in logs:
            self.attempts += 1
            yield log
