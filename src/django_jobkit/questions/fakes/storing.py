"""Store made-up questions, a batch at a time and in few statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import transaction

from django_jobkit.questions.fakes.factories import QuestionFactory, QuestionLogFactory
from django_jobkit.questions.fakes.inventing import FakeQuestion
from django_jobkit.questions.models import Question, QuestionLog, Tag
from django_jobkit.questions.models.keys import key_of
from django_jobkit.questions.services.slugs import free_slugs
from django_jobkit.questions.services.tags import tags_named
from django_jobkit.services.database import jobs_alias, retry_transient
from django_jobkit.services.quota import lock_owner

_BATCH = 500


def store(owner: Any, fakes: Iterable[FakeQuestion]) -> Iterator[tuple[int, int]]:
    """Give `owner` all of them; yields how many questions and attempts were stored, after each batch."""
    rest = iter(fakes)
    while batch := list(islice(rest, _BATCH)):
        yield len(batch), retry_transient(lambda batch=batch: _store_batch(owner, batch))  # type: ignore[misc]


def _store_batch(owner: Any, batch: Sequence[FakeQuestion]) -> int:
    using = jobs_alias()
    with transaction.atomic(using=using):
        lock_owner(owner)
        questions = Question.objects.using(using).bulk_create(_questions(owner, batch, using))
        tags = tags_named(owner, (name for fake in batch for name in fake.tags), using=using)
        _put_on(tags, questions, batch, using)
        logs = [
            QuestionLogFactory.build(
                owner=owner, question=question, **{name: getattr(one, name) for name in one.__slots__}
            )
            for question, fake in zip(questions, batch, strict=True)
            for one in fake.attempts
        ]
        # It counts them at their questions, and who schedules questions hears of it.
        QuestionLog.objects.using(using).bulk_create(logs)
    return len(logs)


def _questions(owner: Any, batch: Sequence[FakeQuestion], using: str) -> list[Question]:
    slugs = free_slugs(owner.pk, [fake.title for fake in batch], using=using)
    return [
        QuestionFactory.build(
            owner=owner,
            slug=slug,
            title=fake.title,
            source=fake.source,
            content=fake.content,
            difficulty=fake.difficulty,
            is_active=fake.is_active,
        )
        for fake, slug in zip(batch, slugs, strict=True)
    ]


def _put_on(tags: dict[str, Tag], questions: Sequence[Question], batch: Sequence[FakeQuestion], using: str) -> None:
    through = Question.tags.through
    through._base_manager.using(using).bulk_create(
        through(question_id=question.pk, tag_id=tags[key_of(name)].pk)
        for question, fake in zip(questions, batch, strict=True)
        for name in fake.tags
    )
