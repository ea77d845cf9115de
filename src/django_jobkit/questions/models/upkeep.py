"""The counts of questions, kept right while many write attempts at them.

Whoever writes attempts locks their questions first, in the order of their ids, so that nobody waits in a circle; what
is counted after that is what everybody has committed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.db import OperationalError, transaction
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from django_jobkit.questions.models.question import Question
from django_jobkit.questions.signals import attempts_changed

T = TypeVar("T")
#: Rows that one statement names; databases bound their parameters.
PIECE = 500
_TRIES = 5


def refresh(question_ids: Collection[int], *, using: str) -> None:
    """Lock these questions, count their attempts anew and tell who listens to `attempts_changed`."""
    with transaction.atomic(using=using):
        lock(question_ids, using=using)
        recount(question_ids, using=using)


def lock(question_ids: Iterable[int], *, using: str) -> set[int]:
    """Hold these questions until the end of the transaction; the ids of those that exist."""
    held: set[int] = set()
    for piece in pieces(sorted(set(question_ids))):
        held.update(Question.objects.using(using).filter(pk__in=piece).locked())
    return held


def hold(logs: QuerySet[Any], also: Iterable[int | None] = (), *, using: str) -> tuple[list[int], set[int]]:
    """Lock the questions of `logs`, and `also` others; the ids of those logs and of all questions locked.

    A log can move as long as its question is not locked, so they are looked at again after that.
    Raises OperationalError when they move faster than they can be followed.
    """
    held: set[int] = set()
    wanted = {*(pk for pk in also if pk is not None), *logs.order_by().values_list("question_id", flat=True).distinct()}
    for _ in range(_TRIES):
        lock(wanted - held, using=using)
        held |= wanted
        found = list(logs.values_list("pk", "question_id"))
        wanted = {question_id for _, question_id in found}
        if wanted <= held:
            return [pk for pk, _ in found], held
    raise OperationalError("Attempts move faster than they can be followed.")


def recount(question_ids: Iterable[int], *, using: str) -> None:
    """Count the attempts at questions that are locked, and tell who listens."""
    ids = sorted(set(question_ids))
    for piece in pieces(ids):
        Question.objects.using(using).filter(pk__in=piece).update(**counted())
    if ids:
        attempts_changed.send(sender=_logs(), question_ids=ids, using=using)


def counted() -> dict[str, Any]:
    """The counts of a question as its attempts have them, one expression for each column."""
    logs = _logs()._base_manager.filter(question=OuterRef("pk")).order_by().values("question")
    attempts = logs.annotate(found=Count("pk")).values("found")
    return {
        "attempts_count": Coalesce(Subquery(attempts), 0),
        "solved_count": Coalesce(Subquery(attempts.filter(outcome="Solved")), 0),
        "last_attempted_at": Subquery(logs.annotate(last=Max("date_attempted")).values("last")),
    }


def pieces(keys: Iterable[T]) -> Iterator[list[T]]:
    """As many of `keys` at a time as one statement may name."""
    rest = iter(keys)
    while piece := list(islice(rest, PIECE)):
        yield piece


def _logs() -> Any:
    return Question._meta.get_field("logs").related_model
