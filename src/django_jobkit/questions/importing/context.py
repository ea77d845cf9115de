"""What a platform holds of its import while it runs."""

from __future__ import annotations

from typing import Any

from django_jobkit import JobContext
from django_jobkit.questions.models import QuestionImport
from django_jobkit.questions.problems import PlatformError
from django_jobkit.readers.context import ReadingContext


class AttemptContext(ReadingContext):
    """The ImportContext of one attempt, which began at `cursor`."""

    failure = PlatformError

    def __init__(self, ctx: JobContext, question_import: QuestionImport, cursor: Any) -> None:
        super().__init__(ctx, question_import)
        self.cursor = cursor
        self.owner = question_import.owner
