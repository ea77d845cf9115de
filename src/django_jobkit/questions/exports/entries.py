"""Questions on their way out, each with its tags and its attempts; no more of them are held than a batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.db.models import Q

from django_jobkit.questions.models import Question, QuestionLog
from django_jobkit.questions.models.owned import OwnedQuerySet

_QUESTIONS = 500
_LOGS = 2000


@dataclass(frozen=True, slots=True)
class Entry:
    """A question; its `logs` can be gone through once, and before the next entry is asked for."""

    question: Question
    tags: Sequence[str]
    logs: Iterable[QuestionLog] = ()


def entries_of(rows: OwnedQuerySet[Question], *, with_logs: bool) -> Iterator[Entry]:
    """The questions in `rows` in the order of their ids, with their attempts in the order of their dates.

    No cursor stays open in the database, for whoever writes the entries down may take long, and write rows in between.
    """
    last = 0
    while batch := list(rows.order_by("pk").filter(pk__gt=last)[:_QUESTIONS]):
        last = batch[-1].pk
        tags = _tags_of(batch, rows.db)
        yield from _with_logs(batch, tags, _logs_of(batch, rows.db) if with_logs else iter(()))


def _tags_of(batch: Sequence[Question], using: str) -> Mapping[int, Sequence[str]]:
    # The names alone, for a prefetch would make an object of every link.
    links = Question.tags.through._base_manager.using(using).filter(question__in=[question.pk for question in batch])
    names: defaultdict[int, list[str]] = defaultdict(list)
    for question_id, name in links.values_list("question_id", "tag__name"):
        names[question_id].append(name)
    return {question_id: sorted(some) for question_id, some in names.items()}


def _with_logs(
    batch: Sequence[Question], tags: Mapping[int, Sequence[str]], logs: Iterator[QuestionLog]
) -> Iterator[Entry]:
    groups = groupby(logs, key=attrgetter("question_id"))
    key, group = next(groups, (None, ()))
    for question in batch:
        if question.pk == key:
            yield Entry(question, tags.get(question.pk, ()), group)
            key, group = next(groups, (None, ()))
        else:
            yield Entry(question, tags.get(question.pk, ()))


def _logs_of(batch: Sequence[Question], using: str) -> Iterator[QuestionLog]:
    logs = QuestionLog.objects.using(using).filter(question__in=[question.pk for question in batch])
    logs = logs.order_by("question_id", "date_attempted", "pk")
    rest = logs
    while page := list(rest[:_LOGS]):
        yield from page
        if len(page) < _LOGS:
            return
        rest = logs.filter(_behind(page[-1]))


def _behind(log: QuestionLog) -> Q:
    same_moment = Q(date_attempted=log.date_attempted, pk__gt=log.pk)
    same_question = Q(question=log.question_id) & (Q(date_attempted__gt=log.date_attempted) | same_moment)
    return Q(question__gt=log.question_id) | same_question
