"""Addresses that options may name."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field


def _checked_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("It begins with http:// or https:// and names a host.")
    if parts.username is not None or parts.password is not None:
        raise ValueError("It has a user name or a password in it, where it would be shown to others.")
    _ = parts.port  # raises ValueError for one that is no port
    return url


HttpUrl = Annotated[str, Field(min_length=1, max_length=4000), AfterValidator(_checked_url)]
