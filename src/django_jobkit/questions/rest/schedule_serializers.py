"""What clients may send about how they practise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from rest_framework import serializers

from django_jobkit.questions.models import PracticeSettings
from django_jobkit.questions.scheduling.binding import zone_for
from django_jobkit.questions.scheduling.days import day_of
from django_jobkit.questions.scheduling.schedulers import parameter_errors
from django_jobkit.questions.services.time_zones import MAX_ZONE, zone_named
from django_jobkit.rest.fields import NumberField, TextField, WholeNumberField

LEAST_RETENTION, MOST_RETENTION = 0.7, 0.99
MOST_STEPS, MOST_MINUTES = 10, 1440
MOST_DAYS = 36_500
MOST_NEW = 1000
#: What answers have and requests may have as well, in vain.
_READ_ONLY = {"rebuild"}


def _between(least: float, most: float) -> list[Any]:
    return [MinValueValidator(least), MaxValueValidator(most)]


class StepsField(serializers.ListField):
    """Minutes after which a question is asked again until it is learned."""

    child = WholeNumberField(validators=_between(1, MOST_MINUTES))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MOST_STEPS, required=False, **kwargs)


class PracticeSerializer(serializers.Serializer[PracticeSettings]):
    """The settings of one user; its instance are those that they have."""

    desired_retention = NumberField(required=False, validators=_between(LEAST_RETENTION, MOST_RETENTION))
    parameters = serializers.ListField(child=NumberField(), required=False, allow_null=True)
    learning_steps = StepsField()
    relearning_steps = StepsField()
    maximum_interval = WholeNumberField(required=False, validators=_between(1, MOST_DAYS))
    interview_date = serializers.DateField(required=False, allow_null=True, input_formats=["iso-8601"])
    new_per_day = WholeNumberField(required=False, validators=_between(0, MOST_NEW))
    leech_threshold = WholeNumberField(required=False, allow_null=True, validators=_between(1, MOST_NEW))
    time_zone = TextField(required=False, allow_blank=True, max_length=MAX_ZONE)

    def to_internal_value(self, data: Any) -> Any:
        """The validated fields; raises ValidationError, also for fields that there are not."""
        unknown = sorted(map(str, set(data) - set(self.fields) - _READ_ONLY)) if isinstance(data, Mapping) else []
        if unknown:
            raise serializers.ValidationError({name: ["Unexpected field."] for name in unknown})
        return super().to_internal_value(data)

    def validate_parameters(self, value: list[float] | None) -> list[float] | None:
        """Refuse what the fsrs library would."""
        errors = [] if value is None else parameter_errors(value)
        if errors:
            raise serializers.ValidationError(errors)
        return value

    def validate_time_zone(self, value: str) -> str:
        """Refuse names of nothing."""
        if value and zone_named(value) is None:
            raise serializers.ValidationError("Must be the name of a time zone, such as Europe/Berlin.")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse an interview that is over, unless it was set before that."""
        interview: date | None = attrs.get("interview_date")
        practice: Any = self.instance
        zone = zone_for(PracticeSettings(time_zone=attrs.get("time_zone", practice.time_zone)))
        is_new = interview is not None and interview != practice.interview_date
        if is_new and interview is not None and interview < day_of(timezone.now(), zone):
            raise serializers.ValidationError({"interview_date": ["Must not be in the past."]})
        return attrs


#: What of the settings clients see and change.
FIELDS = tuple(PracticeSerializer().fields)


def defaults() -> dict[str, Any]:
    """The settings of whoever has changed none."""
    return {name: getattr(PracticeSettings(), name) for name in FIELDS}
