"""factory-boy factories of tags, questions and attempts; whatever is not given an owner gets a new one."""

from __future__ import annotations

# factory-boy's declarations have no types.
# mypy: disallow-untyped-calls=False, disallow-untyped-decorators=False
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.utils import timezone
from factory.declarations import LazyFunction, SelfAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory
from factory.helpers import post_generation

from django_jobkit.questions.models import Difficulty, Outcome, Question, QuestionLog, Tag


def new_owner(name: str | None = None) -> Any:
    """A user of whatever kind the host has, who cannot log in; of any name that is free, unless told."""
    model = get_user_model()
    field = model.USERNAME_FIELD
    plain = name or f"owner-{uuid4().hex[:12]}"
    address = plain if "@" in plain else f"{plain}@example.com"
    values = {other: address for other in model.REQUIRED_FIELDS if "email" in other}
    values[field] = name or (address if "email" in field else plain)
    owner = model(**values)
    owner.set_unusable_password()
    owner.save()
    return owner


class TagFactory(DjangoModelFactory[Tag]):
    """A tag."""

    class Meta:
        model = Tag

    owner = LazyFunction(new_owner)
    name = Sequence(lambda number: f"tag {number}")


class QuestionFactory(DjangoModelFactory[Question]):
    """A question; ``tags=[...]`` are put on it."""

    class Meta:
        model = Question
        skip_postgeneration_save = True

    owner = LazyFunction(new_owner)
    title = Sequence(lambda number: f"Question {number}")
    # No service looked whether one of the title is free.
    slug = Sequence(lambda number: f"factory-{number}")
    difficulty = Difficulty.MEDIUM

    @post_generation
    def tags(self, create: bool, extracted: Iterable[Tag] | None, **kwargs: Any) -> None:
        """Put them on."""
        if create and extracted:
            self.tags.set(extracted)


class QuestionLogFactory(DjangoModelFactory[QuestionLog]):
    """An attempt of now that went well, at a question of the same owner; the question's counts follow it."""

    class Meta:
        model = QuestionLog

    question = SubFactory(QuestionFactory)
    owner = SelfAttribute("question.owner")
    date_attempted = LazyFunction(timezone.now)
    outcome = Outcome.SOLVED
    time_spent_min = 30
