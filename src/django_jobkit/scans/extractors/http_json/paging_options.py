"""How ``http_json`` gets from one page to the next."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from django_jobkit.scans.extractors.http_json.checking import BodyPath, FieldName, JsonPath

_FORBID = ConfigDict(extra="forbid")


class AutoPaging(BaseModel):
    """Find out from the first answer."""

    model_config = _FORBID

    kind: Literal["auto"] = "auto"


class SinglePage(BaseModel):
    """There is one page."""

    model_config = _FORBID

    kind: Literal["single_page"]


class JsonLink(BaseModel):
    """The answer has the address of the next page in it."""

    model_config = _FORBID

    kind: Literal["json_link"]
    next_path: JsonPath = Field(default="next", description="Where in the answer.")


class HeaderLink(BaseModel):
    """The header ``Link`` has the address of the next page (RFC 8288)."""

    model_config = _FORBID

    kind: Literal["header_link"]
    rel: str = Field(default="next", max_length=100)


class PageNumber(BaseModel):
    """Pages are counted; an empty one ends the scan, if nothing else did."""

    model_config = _FORBID

    kind: Literal["page_number"]
    page_param: FieldName = Field(default="page", description="Parameter in the query.")
    page_body_path: BodyPath | None = Field(default=None, description="Instead of page_param: where in the JSON body.")
    base: int = Field(default=1, ge=0, description="Number of the first page there is.")
    first: int | None = Field(default=None, ge=0, description="Number of the page to begin with; else `base`.")
    total_path: JsonPath | None = Field(default=None, description="Where the answer has the number of pages.")
    has_more_path: JsonPath | None = Field(default=None, description="Where it says whether there are more.")
    stop_on_empty: bool = Field(default=True, description="Whether a page without records is the last.")


class Offset(BaseModel):
    """Records are counted; every page begins behind the last record of the one before it."""

    model_config = _FORBID

    kind: Literal["offset"]
    limit: int = Field(default=100, ge=1, description="Records to ask for; where the server gives fewer, that many.")
    offset: int = Field(default=0, ge=0, description="Records to skip.")
    offset_param: FieldName = "offset"
    limit_param: FieldName = "limit"
    offset_body_path: BodyPath | None = Field(default=None, description="Instead of offset_param, in the JSON body.")
    limit_body_path: BodyPath | None = Field(default=None, description="Instead of limit_param, in the JSON body.")
    total_path: JsonPath | None = Field(default=None, description="Where the answer has the number of records.")
    has_more_path: JsonPath | None = Field(default=None, description="Where it says whether there are more.")
    stop_on_empty: bool = True


class TokenCursor(BaseModel):
    """The answer has a token in it that asks for the next page."""

    model_config = _FORBID

    kind: Literal["cursor"]
    cursor_path: JsonPath = "next_cursor"
    cursor_param: FieldName = Field(default="cursor", description="Parameter in the query.")
    cursor_body_path: BodyPath | None = Field(default=None, description="Instead of cursor_param, in the JSON body.")
    has_more_path: JsonPath | None = None
    stop_on_empty: bool = False


class HeaderCursor(BaseModel):
    """A header has the token that asks for the next page."""

    model_config = _FORBID

    kind: Literal["header_cursor"]
    header: FieldName = "X-Next-Cursor"
    cursor_param: FieldName = "cursor"


#: Those that dlt has a class for.
Named = SinglePage | JsonLink | HeaderLink | PageNumber | Offset | TokenCursor | HeaderCursor
Paging = Annotated[AutoPaging | Named, Field(discriminator="kind")]
