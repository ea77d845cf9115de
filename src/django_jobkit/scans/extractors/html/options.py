"""The options of ``html``."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from django_jobkit.scans.extractors.addresses import HttpUrl
from django_jobkit.scans.extractors.html.selectors import Css

_FORBID = ConfigDict(extra="forbid")
_PATH = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[/*]")]


class FieldOptions(BaseModel):
    """What of a row becomes a field: its text, or the HTML or an attribute of an element in it."""

    model_config = _FORBID

    selector: Css | None = Field(default=None, description="Of the element in the row; the row itself without it.")
    attr: str | None = Field(default=None, min_length=1, max_length=100, description="Addresses are made absolute.")
    value: Literal["text", "html"] = "text"
    many: bool = Field(default=False, description="Whether the field is a list of all that are found.")


class Rows(BaseModel):
    """A record for every element that a selector finds."""

    model_config = _FORBID

    kind: Literal["rows"]
    selector: Css = Field(description="Of the element that is a record.")
    fields: dict[Annotated[str, Field(min_length=1, max_length=100)], FieldOptions] = Field(
        min_length=1, max_length=100, description="By name; a text stands for its selector."
    )

    @field_validator("fields", mode="before")
    @classmethod
    def _take_a_selector_alone(cls, fields: Any) -> Any:
        if not isinstance(fields, dict):
            return fields
        return {name: {"selector": given} if isinstance(given, str) else given for name, given in fields.items()}


class Table(BaseModel):
    """A record for every row of a table."""

    model_config = _FORBID

    kind: Literal["table"]
    selector: Css | None = Field(default=None, description="Of the table; of several, `index` says which.")
    index: int | None = Field(default=None, ge=0, description="Counted from 0; the largest table without it.")
    header: Literal["auto", "first_row", "none"] = Field(
        default="auto", description="Where the names of the columns are; auto looks for th and thead."
    )


class Links(BaseModel):
    """A record for every link of a page."""

    model_config = _FORBID

    kind: Literal["links"]
    selector: Css = "a"


class Follow(BaseModel):
    """Which pages come after the ones that are named."""

    model_config = _FORBID

    next: Css | None = Field(default=None, description="Link to the next page of the same list.")
    links: Css | None = Field(default=None, description="Links to further pages, `depth` times over.")
    depth: int = Field(default=1, ge=1, le=10, description="How many links away from the start.")
    sitemap: bool = Field(default=False, description="Whether the sitemaps of the hosts name pages.")


class HtmlOptions(BaseModel):
    """Which pages, and what of them are the records."""

    model_config = _FORBID

    urls: list[HttpUrl] = Field(min_length=1, max_length=1000, description="Pages to begin with.")
    take: Annotated[Rows | Table | Links, Field(discriminator="kind")] = Field(
        default_factory=lambda: Table(kind="table"), description="The largest table of each page when not given."
    )
    follow: Follow = Field(default_factory=Follow, description="Which other pages to read; none when not given.")
    same_host: bool = Field(default=True, description="Whether to stay on the hosts of `urls`.")
    include: list[_PATH] = Field(default_factory=list, max_length=50, description="Paths to follow; * is anything.")
    exclude: list[_PATH] = Field(default_factory=list, max_length=50, description="Paths not to follow.")
    max_pages: int | None = Field(default=None, ge=1, description="Pages to read, within what the service allows.")
    with_url: bool = Field(default=True, description="Whether each record says in `_url` where it was.")

    @model_validator(mode="before")
    @classmethod
    def _take_a_kind_alone(cls, given: Any) -> Any:
        if isinstance(given, dict) and isinstance(given.get("take"), str):
            return {**given, "take": {"kind": given["take"]}}
        return given
