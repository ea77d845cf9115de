"""Options that are taken, and those that are refused with the field named."""

from __future__ import annotations

from typing import Any

import pytest

from django_jobkit.scans.extractors import http_json
from django_jobkit.scans.problems import InvalidOptions

URL = "https://api.example.com/items"
REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("options.url", {"url": "ftp://example.com"}),
    ("options.url", {"url": "/items"}),
    ("options.url", {"url": "https://me:secret@example.com/"}),
    ("options.url", {}),
    ("options.path", {"url": URL, "path": "https://other.example/"}),
    ("options.path", {"url": URL, "path": "//other.example/"}),
    ("options", {"url": URL, "json": {}}),
    ("options.paginator", {"url": URL, "paginator": "guess"}),
    ("options.paginator.offset.limit", {"url": URL, "paginator": {"kind": "offset", "limit": 0}}),
    ("options.auth", {"url": URL, "auth": {"kind": "magic"}}),
    ("options.auth.bearer.token", {"url": URL, "auth": {"kind": "bearer"}}),
    ("options.auth.bearer.token", {"url": URL, "auth": {"kind": "bearer", "token": "a\nb"}}),
    ("options.auth.api_key.value", {"url": URL, "auth": {"kind": "api_key", "value": "a\r"}}),
    ("options.headers.X", {"url": URL, "headers": {"X": "a\r\nEvil: 1"}}),
    ("options.headers.Host.[key]", {"url": URL, "headers": {"Host": "x"}}),
    ("options.headers.X Y.[key]", {"url": URL, "headers": {"X Y": "x"}}),
    ("options.data_selector", {"url": URL, "data_selector": "items[?(@.name =~ '(a+)+$')]"}),
    ("options.data_selector", {"url": URL, "data_selector": "a..b..c..d"}),
    ("options.max_pages", {"url": URL, "max_pages": 0}),
    ("options.nonsense", {"url": URL, "nonsense": 1}),
]


@pytest.mark.parametrize(("field", "options"), REFUSED)
def test_what_makes_no_sense_is_refused_by_field(field: str, options: dict[str, Any]) -> None:
    with pytest.raises(InvalidOptions) as caught:
        http_json.validated(options)

    assert caught.value.details is not None
    assert field in caught.value.details


@pytest.mark.parametrize(
    ("url", "path", "address"),
    [
        ("https://a.example/api/", "items", "https://a.example/api/items"),
        ("https://a.example/api", "/items?a=1", "https://a.example/api/items?a=1"),
        ("https://a.example/api?v=2", "items", "https://a.example/api/items?v=2"),
        ("https://a.example/api?v=2", "items?a=1", "https://a.example/api/items?a=1&v=2"),
        ("https://a.example/api?v=2", "", "https://a.example/api?v=2"),
    ],
)
def test_a_path_goes_behind_the_url(url: str, path: str, address: str) -> None:
    options: Any = http_json.validated({"url": url, "path": path})

    assert options.address == address


def test_a_paginator_is_named_by_its_name_alone() -> None:
    options: Any = http_json.validated({"url": URL, "paginator": "header_link"})

    assert options.paginator.kind == "header_link"


def test_the_schema_names_every_kind() -> None:
    schema = http_json.schema()

    assert {"AutoPaging", "JsonLink", "HeaderLink", "PageNumber", "Offset", "TokenCursor"} <= set(schema["$defs"])
    assert {"BearerAuth", "ApiKeyAuth", "BasicAuth", "OAuth2Auth"} <= set(schema["$defs"])
