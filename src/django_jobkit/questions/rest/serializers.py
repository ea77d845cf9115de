"""What clients may send about questions; what they send back of an answer, and what nobody knows, is passed over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.models import Difficulty, Outcome
from django_jobkit.questions.models.html import checked
from django_jobkit.questions.models.log import MAX_APPROACH, MAX_MINUTES
from django_jobkit.questions.models.question import MAX_SOURCE, MAX_TITLE
from django_jobkit.questions.models.tag import MAX_TAG
from django_jobkit.questions.rest.fields import (
    MAX_ID,
    BlankChoiceField,
    BlankTextField,
    FormMomentField,
    FormNumberField,
)
from django_jobkit.rest.fields import TruthField, VisibleTextField, WholeNumberField


class LongTextField(BlankTextField):
    """Text of as many characters as ``MAX_CONTENT`` says."""

    def to_internal_value(self, data: Any) -> str:
        """The text; fails for longer ones."""
        text = super().to_internal_value(data)
        if len(text) > questions_config.MAX_CONTENT:
            self.fail("max_length", max_length=questions_config.MAX_CONTENT)
        return text


class HtmlTextField(LongTextField):
    """HTML as it will be stored, which may be longer than what came."""

    def to_internal_value(self, data: Any) -> str:
        """The cleaned HTML; fails for what is too long or too deep."""
        cleaned, problem = checked(super().to_internal_value(data), questions_config.MAX_CONTENT)
        if problem:
            raise serializers.ValidationError(problem)
        return cleaned


class TagIdsField(serializers.ListField):
    """Ids of tags; one that is named twice counts once."""

    child = WholeNumberField()

    def to_internal_value(self, data: Any) -> list[int]:
        """The ids; fails for too many."""
        ids = list(dict.fromkeys(super().to_internal_value(data)))
        if len(ids) > questions_config.MAX_TAGS:
            raise serializers.ValidationError(f"At most {questions_config.MAX_TAGS:,} tags fit on one question.")
        # What is no id is as unknown as any other tag that is not there.
        return [number if 0 < number <= MAX_ID else 0 for number in ids]


class QuestionSerializer(serializers.Serializer[Any]):
    """A question; whatever but the title is missing stays as it is."""

    title = VisibleTextField(max_length=MAX_TITLE)
    source = BlankTextField(max_length=MAX_SOURCE)  # type: ignore[assignment]  # DRF takes it off the class
    content = HtmlTextField(trim_whitespace=False)
    difficulty = BlankChoiceField(Difficulty.choices)
    is_active = TruthField(required=False)
    tag_ids = TagIdsField(required=False)

    def to_internal_value(self, data: Any) -> Any:
        """The validated fields; raises ValidationError."""
        if isinstance(data, Mapping) and "slug" in data:
            raise serializers.ValidationError({"slug": ["The server makes the slug; leave it out."]})
        return super().to_internal_value(data)


class TagSerializer(serializers.Serializer[Any]):
    """A tag."""

    name = VisibleTextField(max_length=MAX_TAG)


class LogSerializer(serializers.Serializer[Any]):
    """An attempt, as a form has it."""

    date_attempted = FormMomentField()
    time_spent_min = FormNumberField(highest=MAX_MINUTES)
    outcome = BlankChoiceField(Outcome.choices)
    solution_approach = BlankTextField(max_length=MAX_APPROACH)
    self_notes = LongTextField(trim_whitespace=False)


class LogChangeSerializer(LogSerializer):
    """What changes of an attempt; with another question it moves there."""

    question = FormNumberField(highest=MAX_ID)
