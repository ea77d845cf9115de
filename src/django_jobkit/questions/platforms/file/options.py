"""What may be said about an import out of a file; what is not said is found out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, NaiveDatetime, field_validator, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from django_jobkit.files.options import FileOptions
from django_jobkit.questions.platforms.file import columns

ColumnName = Annotated[str, Field(min_length=1, max_length=200)]
_MAX_SOURCE = 4095
_SAMPLE = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
_YEAR = re.compile(r"%[YyGcx]")
_NEEDED = "It needs a year (%Y or %y), a month (%m, %b or %B) and a day (%d)."


class FileImportOptions(BaseModel):
    """Which column is what, and how what stands in it is to be understood."""

    model_config = ConfigDict(extra="forbid")

    mapping: dict[ColumnName, columns.Field | None] | None = Field(
        None, max_length=2000, description="The field of each column, null to leave it out; without it, by their names."
    )
    file: FileOptions = Field(default_factory=FileOptions, description="How the file itself is to be read.")
    tag_separator: Literal["auto", ",", ";", "|", " "] = Field("auto", description="Between the names of tags.")
    day_first: bool | None = Field(None, description="Whether 03/04/2026 is in April; needed for such dates alone.")
    date_format: str | None = Field(
        None, min_length=2, max_length=50, description="How dates are written, such as %d.%m.%y; else it is found out."
    )
    time_zone: str | None = Field(None, min_length=1, max_length=64, description="Of dates that name none.")
    default_source: str = Field("", max_length=_MAX_SOURCE, description="The source of questions that have none.")
    default_date: AwareDatetime | NaiveDatetime | None = Field(
        None, description="When attempts were made that have no date; without it they need one."
    )

    @field_validator("mapping")
    @classmethod
    def _each_field_once(cls, value: Mapping[str, str | None] | None) -> Mapping[str, str | None] | None:
        if value is None:
            return None
        first = {field: column for column, field in reversed(list(value.items()))}
        _refuse(
            {
                column: "Another column is mapped to this field as well."
                for column, field in value.items()
                if field and first[field] != column
            },
            value,
        )
        if "title" not in first:
            raise ValueError("One column has to be mapped to title.")
        return value

    @model_validator(mode="after")
    def _dated(self) -> FileImportOptions:
        mapping = self.mapping or {}
        if self.default_date is None and mapping and "date_attempted" not in mapping.values():
            message = "Attempts need a date: map a column to date_attempted, or give default_date."
            wrong = {column: message for column, field in mapping.items() if field in columns.ATTEMPT_FIELDS}
            _refuse({("mapping", column): message for column, message in wrong.items()}, mapping)
        return self

    @field_validator("date_format")
    @classmethod
    def _usable(cls, value: str | None) -> str | None:
        if value is None:
            return None
        # Without one, newer Pythons warn of dates that may not be in theirs.
        if not _YEAR.search(value):
            raise ValueError(_NEEDED)
        try:
            found = datetime.strptime(_SAMPLE.strftime(value), value)  # noqa: DTZ007 # only tried
        except (ValueError, re.error) as error:
            raise ValueError("This is no format of dates; %Y-%m-%d and %d/%m/%Y %H:%M are.") from error
        if (found.year, found.month, found.day) != (_SAMPLE.year, _SAMPLE.month, _SAMPLE.day):
            raise ValueError(_NEEDED)
        return value

    @field_validator("time_zone")
    @classmethod
    def _known(cls, value: str | None) -> str | None:
        from django_jobkit.questions.services.time_zones import zone_named

        if value is not None and zone_named(value) is None:
            raise ValueError("This time zone is not known; Europe/Lisbon and UTC are.")
        return value


def _refuse(wrong: Mapping[Any, str], given: Any) -> None:
    """Raise an error that names each place of `wrong` by itself."""
    if wrong:
        details = [
            InitErrorDetails(
                type=PydanticCustomError("mapping", message),
                loc=place if isinstance(place, tuple) else (place,),
                input=given,
            )
            for place, message in wrong.items()
        ]
        raise ValidationError.from_exception_data("mapping", details)
