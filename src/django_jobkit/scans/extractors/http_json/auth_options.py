"""How ``http_json`` says who is asking."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from django_jobkit.scans.extractors.addresses import HttpUrl
from django_jobkit.scans.extractors.http_json.checking import FieldName, HeaderSecret


class NoAuth(BaseModel):
    """Nobody needs to be named."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["none"] = "none"


class BearerAuth(BaseModel):
    """A token in ``Authorization: Bearer …``."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["bearer"]
    token: HeaderSecret = Field(min_length=1)


class ApiKeyAuth(BaseModel):
    """A key in a header or in the query."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["api_key"]
    name: FieldName = Field(default="X-API-Key", description="Of the header, or of the parameter in the query.")
    value: HeaderSecret = Field(min_length=1)
    location: Literal["header", "query"] = "header"


class BasicAuth(BaseModel):
    """A user name and a password."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["basic"]
    username: str
    password: SecretStr


class OAuth2Auth(BaseModel):
    """A token that is fetched with the credentials of a client (RFC 6749, 4.4), and fetched again when it expires."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["oauth2_client_credentials"]
    token_url: HttpUrl
    client_id: str
    client_secret: SecretStr = Field(min_length=1)
    scope: str | None = None


Auth = Annotated[NoAuth | BearerAuth | ApiKeyAuth | BasicAuth | OAuth2Auth, Field(discriminator="kind")]
