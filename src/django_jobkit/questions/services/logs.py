"""The verbs of attempts; the counts of their questions follow in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction

from django_jobkit.questions.models import Question, QuestionLog
from django_jobkit.questions.models.upkeep import hold, lock
from django_jobkit.questions.problems import UnknownQuestion
from django_jobkit.services.database import jobs_alias, retry_transient

T = TypeVar("T")


def create_log(question: Question, **fields: Any) -> QuestionLog:
    """Note an attempt at `question`; raises DoesNotExist when it is gone."""
    using = jobs_alias()

    def attempt() -> QuestionLog:
        if not lock([question.pk], using=using):
            raise Question.DoesNotExist
        log = QuestionLog(owner_id=question.owner_id, question_id=question.pk, **fields)
        log.save(using=using, force_insert=True)
        return log

    return _done(attempt, using)


def change_log(log: QuestionLog, **fields: Any) -> QuestionLog:
    """Change these `fields` of `log` and no others; with `question_id` it moves to another question of its owner.

    Raises UnknownQuestion when there is no such question of the owner, DoesNotExist when the attempt is gone.
    """
    using = jobs_alias()
    target = fields.get("question_id", log.question_id)

    def attempt() -> QuestionLog:
        rows = QuestionLog.objects.using(using).filter(pk=log.pk)
        hold(rows, [target], using=using)
        current = rows.get()
        if not Question.objects.using(using).filter(pk=target, owner=current.owner_id).exists():
            raise UnknownQuestion(details={"question": ["There is no such question of yours."]})
        for name, value in fields.items():
            setattr(current, name, value)
        if fields:
            current.save(using=using, update_fields=list(fields))
        return current

    return _done(attempt, using)


def delete_log(log: QuestionLog) -> None:
    """Delete `log`."""
    using = jobs_alias()
    _done(lambda: QuestionLog.objects.using(using).filter(pk=log.pk).delete(), using)


def _done(act: Callable[[], T], using: str) -> T:
    def attempt() -> T:
        with transaction.atomic(using=using):
            return act()

    return retry_transient(attempt)
