"""The caller's rows: the only way from a request to them."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from django_jobkit.questions.models import Question, QuestionLog, Tag
from django_jobkit.rest.access import one

_NUMBER = re.compile(r"[1-9][0-9]{0,18}")
_HIGHEST = 2**63 - 1


def own_questions(request: Request) -> QuerySet[Question]:
    """The caller's questions."""
    return Question.objects.owned_by(request.user)


def own_tags(request: Request) -> QuerySet[Tag]:
    """The caller's tags."""
    return Tag.objects.owned_by(request.user)


def own_logs(request: Request, question: Question) -> QuerySet[QuestionLog]:
    """The caller's attempts at `question`, each with it."""
    return QuestionLog.objects.owned_by(request.user).filter(question=question).select_related("question")


def find(rows: QuerySet[Any], text: str) -> Any:
    """The row whose id is `text`; raises NotFound for what is unknown, or no id at all."""
    number = number_of(text)
    if number is None:
        raise NotFound
    return one(rows.filter(pk=number))


def number_of(text: str) -> int | None:
    """The id that `text` is; None when it can be none."""
    if not _NUMBER.fullmatch(text) or int(text) > _HIGHEST:
        return None
    return int(text)
