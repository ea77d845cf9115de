"""Fields that take what forms in browsers send, who know but text."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from rest_framework import serializers

from django_jobkit.questions.models.log import FIRST_YEAR, LAST_YEAR
from django_jobkit.rest.fields import TextField, parse_moment

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DIGITS = re.compile(r"[0-9]{1,18}")
MAX_ID = 2**63 - 1


class BlankTextField(TextField):
    """Text that may be empty; null is empty as well."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"allow_blank": True, "required": False, "allow_null": True, **kwargs})

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        """Empty for null."""
        return (True, "") if data is None else super().validate_empty_values(data)


class BlankChoiceField(serializers.ChoiceField):
    """One of some words, or empty; null is empty as well."""

    def __init__(self, choices: Any, **kwargs: Any) -> None:
        super().__init__(choices, **{"allow_blank": True, "required": False, "allow_null": True, **kwargs})

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        """Empty for null."""
        return (True, "") if data is None else super().validate_empty_values(data)

    def to_internal_value(self, data: Any) -> Any:
        """The word; fails for other types."""
        if not isinstance(data, str):
            self.fail("invalid_choice", input=str(data)[:100])
        return super().to_internal_value(data)


class FormNumberField(serializers.Field[int, Any, int, Any]):
    """A whole number from 0 to `highest`, also as text."""

    default_error_messages = {
        "invalid": "A valid integer is required.",
        "out_of_range": "Must be a number from 0 to {highest}.",
    }

    def __init__(self, *, highest: int, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "allow_null": True, **kwargs})
        self.highest = highest

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        """None for what was not filled in."""
        return (True, None) if _is_blank(data) else super().validate_empty_values(data)

    def to_internal_value(self, data: Any) -> int:
        """The number; fails for everything else."""
        if isinstance(data, str) and _DIGITS.fullmatch(data.strip()):
            data = int(data)
        if isinstance(data, float) and data.is_integer():
            data = int(data)
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        if not 0 <= data <= self.highest:
            self.fail("out_of_range", highest=f"{self.highest:,}")
        return data

    def to_representation(self, value: int) -> int:
        """As it is."""
        return value


class FormMomentField(serializers.Field[datetime, Any, str, Any]):
    """A moment in ISO 8601, or a day, which stands for its first moment; UTC unless it says otherwise."""

    default_error_messages = {
        "invalid": "Must be a moment in ISO 8601, such as 2030-01-31T12:00:00Z, or a day.",
        "out_of_range": "Must lie in the years {first} to {last}.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "allow_null": True, **kwargs})

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        """Pass over what was not filled in."""
        if _is_blank(data):
            raise serializers.SkipField
        return super().validate_empty_values(data)

    def to_internal_value(self, data: Any) -> datetime:
        """The moment; fails for everything else."""
        value = parse_form_moment(data.strip()) if isinstance(data, str) else None
        if value is None:
            self.fail("invalid")
        # Earlier ones are 1970 by now; later ones would be in no year at all in some time zones.
        if value.year > LAST_YEAR or (value.year == FIRST_YEAR and data.strip()[:4] < str(FIRST_YEAR)):
            self.fail("out_of_range", first=FIRST_YEAR, last=LAST_YEAR)
        return value

    def to_representation(self, value: datetime) -> str:
        """In ISO 8601."""
        return value.isoformat()


def parse_form_moment(text: str) -> datetime | None:
    """The moment that `text` names, or the first one of the day that it names; None when it names none."""
    return parse_moment(f"{text}T00:00" if _DAY.fullmatch(text) else text)


def _is_blank(data: Any) -> bool:
    return data is None or (isinstance(data, str) and not data.strip())
