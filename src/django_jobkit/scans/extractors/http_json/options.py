"""The options of ``http_json``."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from django_jobkit.scans.extractors.addresses import HttpUrl
from django_jobkit.scans.extractors.http_json.auth_options import Auth, NoAuth
from django_jobkit.scans.extractors.http_json.checking import FieldName, HeaderSecret, JsonPath
from django_jobkit.scans.extractors.http_json.paging_options import AutoPaging, Paging


class HttpJsonOptions(BaseModel):
    """Where the API is, how to ask it, and what of its answers are the records."""

    model_config = ConfigDict(extra="forbid")

    url: HttpUrl = Field(description="Of the first page, or what `path` is relative to.")
    path: str = Field(default="", max_length=2000, description="Put behind `url`.")
    method: Literal["GET", "POST"] = "GET"
    params: dict[FieldName, str | int | float | bool | list[str | int]] = Field(
        default_factory=dict, max_length=100, description="Of the query. Secrets belong in `auth`."
    )
    headers: dict[FieldName, HeaderSecret] = Field(
        default_factory=dict, max_length=50, description="Kept secret, and sent to the host of `url` alone."
    )
    json_body: dict[str, Any] | None = Field(default=None, alias="json", description="Body of a POST.")
    auth: Auth = Field(default_factory=NoAuth, description="Who is asking.")
    data_selector: JsonPath | None = Field(
        default=None, description="Where in an answer the records are; found out when not given."
    )
    shape: Literal["auto", "as_is"] = Field(
        default="auto", description="Whether JSON:API and Elasticsearch records are made flat."
    )
    paginator: Paging = Field(
        default_factory=AutoPaging, description="How to get to the next page; found out when not given."
    )
    max_pages: int | None = Field(default=None, ge=1, description="Pages to read, within what the service allows.")
    allow_hosts: list[str] = Field(
        default_factory=list, max_length=20, description="Other hosts that pages may be on; they are told no secret."
    )

    @field_validator("paginator", mode="before")
    @classmethod
    def _take_a_name_alone(cls, value: Any) -> Any:
        return {"kind": value} if isinstance(value, str) else value

    @field_validator("path")
    @classmethod
    def _stay_on_the_host(cls, path: str) -> str:
        if urlsplit(path).scheme or path.startswith(("//", "\\")):
            raise ValueError("It is a path; a whole address belongs in `url`.")
        return path

    @model_validator(mode="after")
    def _post_what_has_a_body(self) -> HttpJsonOptions:
        if self.json_body is not None and self.method != "POST":
            raise ValueError('`json` is the body of a POST; give "method": "POST" with it.')
        return self

    @property
    def address(self) -> str:
        """Of the first page: `path` behind `url`, whose query is kept."""
        if not self.path:
            return self.url
        base, mark, query = self.url.partition("?")
        address = f"{base.rstrip('/')}/{self.path.lstrip('/')}"
        return f"{address}{'&' if '?' in self.path else mark}{query}" if query else address
