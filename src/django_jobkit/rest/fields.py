"""Fields that take JSON at its word: text is not a number and a number is not text."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.validators import RegexValidator
from django.utils.dateparse import parse_datetime
from rest_framework import serializers

#: Something to read, and no control characters.
VISIBLE = r"^[^\x00-\x1f\x7f]*[^\x00-\x1f\x7f\s][^\x00-\x1f\x7f]*$"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)?")
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


class TextField(serializers.CharField):
    """Text, and nothing that could be made into text."""

    def to_internal_value(self, data: Any) -> str:
        """The text; fails for other types."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class VisibleTextField(TextField):
    """One line of text that is not empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        message = "Control characters are not allowed."
        self.validators.append(RegexValidator(VISIBLE, message=message))


class WholeNumberField(serializers.Field[int, Any, int, Any]):
    """An integer; ``5.0`` is one, for JSON knows but one kind of number."""

    default_error_messages = {"invalid": "A valid integer is required."}

    def to_internal_value(self, data: Any) -> int:
        """The integer; fails for other types."""
        if isinstance(data, float) and data.is_integer():
            return int(data)
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return data

    def to_representation(self, value: int) -> int:
        """As it is."""
        return value


class NumberField(serializers.Field[float, Any, float, Any]):
    """A number."""

    default_error_messages = {"invalid": "A valid number is required."}

    def to_internal_value(self, data: Any) -> float:
        """The number; fails for other types."""
        if not isinstance(data, (int, float)) or isinstance(data, bool):
            self.fail("invalid")
        return data

    def to_representation(self, value: float) -> float:
        """As it is."""
        return value


class TruthField(serializers.Field[bool, Any, bool, Any]):
    """true or false."""

    default_error_messages = {"invalid": "Must be true or false."}

    def to_internal_value(self, data: Any) -> bool:
        """The truth; fails for other types."""
        if not isinstance(data, bool):
            self.fail("invalid")
        return data

    def to_representation(self, value: bool) -> bool:
        """As it is."""
        return value


class ObjectField(serializers.Field[dict[str, Any], Any, dict[str, Any], Any]):
    """A JSON object."""

    default_error_messages = {"invalid": "Must be an object."}

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """The object; fails for other types."""
        if not isinstance(data, dict):
            self.fail("invalid")
        return data

    def to_representation(self, value: dict[str, Any]) -> dict[str, Any]:
        """As it is."""
        return value


class MomentField(serializers.Field[datetime, Any, str, Any]):
    """A moment in ISO 8601; UTC unless it says otherwise."""

    default_error_messages = {"invalid": "Must be a moment in ISO 8601, such as 2030-01-31T12:00:00Z."}

    def to_internal_value(self, data: Any) -> datetime:
        """The moment; fails for everything else."""
        value = parse_moment(data) if isinstance(data, str) else None
        if value is None:
            self.fail("invalid")
        return value

    def to_representation(self, value: datetime) -> str:
        """In ISO 8601."""
        return value.isoformat()


def parse_moment(text: str) -> datetime | None:
    """The moment that `text` names, at the earliest 1970; None when it names none."""
    if not _MOMENT.fullmatch(text):
        return None
    try:
        value = parse_datetime(text.upper())
    except ValueError:
        return None
    if value is None:
        return None
    return _in_utc(value)


def _in_utc(value: datetime) -> datetime | None:
    offset = value.utcoffset() or timedelta(0)
    try:
        # The time zone of MariaDB and the years before 1 have no say in what is long due anyway.
        return max(value.replace(tzinfo=UTC) - offset, _EARLIEST)
    except OverflowError:
        return _EARLIEST if offset > timedelta(0) else None
