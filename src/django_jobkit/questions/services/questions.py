"""The verbs of questions."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from django_jobkit.questions.models import Question, Tag
from django_jobkit.questions.problems import UnknownTags
from django_jobkit.questions.services.slugs import free_slugs
from django_jobkit.services.database import jobs_alias, retry_transient
from django_jobkit.services.quota import lock_owner

T = TypeVar("T")
_RETRIES = 5
_OF_THE_KEY = {"title", "source"}


def create_question(
    owner: Any,
    *,
    title: str,
    source: str = "",
    content: str = "",
    difficulty: str = "",
    is_active: bool = True,
    tag_ids: Collection[int] = (),
) -> Question:
    """Make a question of `owner`; its slug is made of the title, with a number where that is taken.

    Raises UnknownTags for tags that are not the owner's.
    """
    using = jobs_alias()
    values = {"title": title, "source": source, "content": content, "difficulty": difficulty, "is_active": is_active}

    def attempt() -> Question:
        # Who makes questions of the same title at the same time goes one after the other.
        lock_owner(owner)
        slug = free_slugs(owner.pk, [title], using=using)[0]
        question = Question(owner_id=owner.pk, slug=slug, **values)
        question.save(using=using, force_insert=True)
        if tag_ids:
            question.tags.set(_tags_of(owner.pk, tag_ids, using))
        return question

    return _tried(attempt, using)


def change_question(question: Question, **fields: Any) -> Question:
    """Change these `fields` of `question`, `tag_ids` among them, and no others; the slug stays.

    Raises UnknownTags for tags that are not the owner's, DoesNotExist when the question is gone.
    """
    using = jobs_alias()
    tag_ids = fields.pop("tag_ids", None)

    def attempt() -> Question:
        rows = Question.objects.using(using).filter(pk=question.pk)
        rows.locked()
        current = rows.get()
        for name, value in fields.items():
            setattr(current, name, value)
        if tag_ids is not None:
            current.tags.set(_tags_of(current.owner_id, tag_ids, using))
        if fields or tag_ids is not None:
            keys = ["natural_key"] if _OF_THE_KEY & fields.keys() else []
            current.save(using=using, update_fields=[*fields, *keys, "updated_at"])
        return current

    return _tried(attempt, using)


def delete_question(question: Question) -> None:
    """Delete `question` with its attempts and its schedule."""
    using = jobs_alias()
    retry_transient(lambda: Question.objects.using(using).filter(pk=question.pk).delete())


def _tags_of(owner_id: Any, tag_ids: Collection[int], using: str) -> list[Tag]:
    wanted = set(tag_ids)
    found = list(Tag.objects.using(using).filter(owner=owner_id, pk__in=wanted))
    unknown = sorted(wanted - {tag.pk for tag in found})
    if unknown:
        raise UnknownTags(details={"tag_ids": [f"There is no tag {', '.join(map(str, unknown))} of yours."]})
    return found


def _tried(act: Callable[[], T], using: str) -> T:
    """What `act` does in a transaction, again when somebody took the slug or deleted a tag meanwhile."""

    def attempt() -> T:
        with transaction.atomic(using=using):
            return act()

    for _ in range(_RETRIES):
        try:
            return retry_transient(attempt)
        except IntegrityError:
            if transaction.get_connection(using).in_atomic_block:
                raise
    return retry_transient(attempt)
