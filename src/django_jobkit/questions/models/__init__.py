"""The rows of questions; each belongs to a user, and to nobody else."""

from __future__ import annotations

from django_jobkit.questions.models.imports import ImportRow, QuestionImport
from django_jobkit.questions.models.log import Outcome, QuestionLog
from django_jobkit.questions.models.practice import PracticeSettings
from django_jobkit.questions.models.question import Difficulty, Question
from django_jobkit.questions.models.schedule import Schedule
from django_jobkit.questions.models.tag import Tag

__all__ = [
    "Difficulty",
    "ImportRow",
    "Outcome",
    "PracticeSettings",
    "Question",
    "QuestionImport",
    "QuestionLog",
    "Schedule",
    "Tag",
]
