"""The verbs of tags."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import IntegrityError, OperationalError, transaction

from django_jobkit.questions.models.keys import key_of
from django_jobkit.questions.models.tag import Tag
from django_jobkit.questions.models.upkeep import pieces
from django_jobkit.questions.problems import TagNameTaken
from django_jobkit.services.database import jobs_alias, retry_transient

# Somebody may delete a tag between two looks at it, but not for ever.
_ROUNDS = 5


def tags_named(owner: Any, names: Iterable[str], *, using: str) -> dict[str, Tag]:
    """The tags of these names by `key_of(name)`; what is missing is made, and names without letters are left out.

    At the most three queries for each `upkeep.PIECE` names.
    Raises OperationalError when others delete the tags again and again.
    """
    # In the order of their keys, so that two who make the same tags do not wait for one another in a circle.
    spelled = [(key_of(name), " ".join(name.split())) for name in names if name.strip()]
    wanted = dict(sorted(dict(reversed(spelled)).items()))
    tags = Tag.objects.using(using).filter(owner=owner)
    found: dict[str, Tag] = {}
    for _ in range(_ROUNDS):
        for piece in pieces(key for key in wanted if key not in found):
            found.update({tag.key: tag for tag in tags.filter(key__in=piece)})
        missing = [Tag(owner=owner, name=name) for key, name in wanted.items() if key not in found]
        if not missing:
            return found
        Tag.objects.using(using).bulk_create(missing, ignore_conflicts=True)
    raise OperationalError("Somebody deletes these tags all the time.")


def create_tag(owner: Any, *, name: str) -> Tag:
    """Make a tag; raises TagNameTaken."""
    tag = Tag(owner=owner, name=name)
    _named(lambda: tag.save(using=jobs_alias(), force_insert=True))
    return tag


def change_tag(tag: Tag, *, name: str) -> Tag:
    """Name `tag` anew; raises TagNameTaken, or DoesNotExist when it is gone."""

    def rename() -> None:
        # By an update, for to save a row that is gone would bring it back.
        if not Tag.objects.using(jobs_alias()).filter(pk=tag.pk).update(name=name, key=key_of(name)):
            raise Tag.DoesNotExist

    _named(rename)
    tag.name = name
    return tag


def delete_tag(tag: Tag) -> None:
    """Delete `tag`; questions lose it, and nothing else."""

    def attempt() -> None:
        with transaction.atomic(using=jobs_alias()):
            Tag.objects.using(jobs_alias()).filter(pk=tag.pk).delete()

    retry_transient(attempt)


def _named(write: Callable[[], None]) -> None:
    def attempt() -> None:
        with transaction.atomic(using=jobs_alias()):
            write()

    try:
        retry_transient(attempt)
    except IntegrityError as error:
        raise TagNameTaken(details={"name": ["You have this tag already."]}) from error
