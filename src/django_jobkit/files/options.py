"""What a user may say about a file; what is not said is found out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from django_jobkit.files.text.encodings import known_encoding

Format = Literal["auto", "csv", "tsv", "json", "ndjson", "xlsx", "xml"]
ColumnType = Literal["text", "integer", "number", "boolean", "date", "datetime"]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class FileOptions(BaseModel):
    """How the uploaded file is to be read. Everything is found out by itself where nothing is said."""

    model_config = ConfigDict(extra="forbid")

    format: Format = Field("auto", description="What kind of file it is; auto looks into it.")
    encoding: str = Field("auto", max_length=40, description="Of text files, such as utf-8 or cp1252.")
    delimiter: str | None = Field(None, min_length=1, max_length=1, description="Between the cells of a row (CSV).")
    quote: str | None = Field('"', min_length=1, max_length=1, description="Around cells; null: quotes mean nothing.")
    decimal: Literal["auto", ".", ","] = Field("auto", description="What begins the decimals of a number (CSV).")
    header: bool | Literal["auto"] = Field("auto", description="Whether the first row has the names of the columns.")
    columns: list[Name] = Field([], max_length=10_000, description="Names to use, in the order of the columns.")
    types: Literal["detect", "text"] | dict[Name, ColumnType] = Field(
        "detect", description="text: cells stay as they are; a mapping says it for some columns, others are detected."
    )
    null_values: list[Annotated[str, StringConstraints(max_length=100)]] = Field(
        [""], max_length=100, description="Cells that stand for nothing. An empty cell always does."
    )
    skip_rows: int = Field(
        0, ge=0, le=1_000_000, description="Lines, or rows of a sheet, to pass over at the beginning."
    )
    sheet: str | int | None = Field(None, description="Name or number (from 1) of a sheet; the first that is visible.")
    path: str | None = Field(None, max_length=500, description="Dotted path to the array of records (JSON).")
    record: Name | None = Field(None, description="Name of the element that is a record (XML).")
    member: str | None = Field(None, min_length=1, max_length=500, description="Name or pattern of files in a zip.")

    @field_validator("encoding")
    @classmethod
    def _known(cls, value: str) -> str:
        if value == "auto":
            return value
        try:
            return known_encoding(value)
        except (LookupError, ValueError) as error:
            raise ValueError("This encoding is not known; utf-8, utf-16 and cp1252 are common ones.") from error

    @field_validator("delimiter", "quote")
    @classmethod
    def _usable(cls, value: str | None) -> str | None:
        if value is not None and (value in "\r\n\0" or not value.isascii() or value.isalnum()):
            raise ValueError("This is one ASCII character that is no letter, digit or line end.")
        return value

    @field_validator("sheet")
    @classmethod
    def _counted_from_one(cls, value: str | int | None) -> str | int | None:
        if isinstance(value, int) and value < 1:
            raise ValueError("Sheets are counted from 1.")
        return value

    @field_validator("columns")
    @classmethod
    def _unique(cls, value: list[str]) -> list[str]:
        if len(set(value)) != len(value):
            raise ValueError("Each column needs a name of its own.")
        return value

    @model_validator(mode="after")
    def _fitting(self) -> FileOptions:
        for option, formats in (
            ("path", {"json"}),
            ("record", {"xml"}),
            ("sheet", {"xlsx"}),
            ("delimiter", {"csv", "tsv"}),
        ):
            if getattr(self, option) is not None and self.format not in {"auto", *formats}:
                raise ValueError(f"The option {option!r} goes with the format {' or '.join(sorted(formats))} alone.")
        if self.delimiter is not None and self.delimiter == self.quote:
            raise ValueError("The delimiter and the quote cannot be the same character.")
        return self

    def null_set(self) -> frozenset[str]:
        """The cells that stand for nothing."""
        return frozenset({"", *self.null_values})
