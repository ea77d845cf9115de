"""Loopback servers for the length of a test, and what is read from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from django_jobkit.scans.extractors import http_json
from django_jobkit.testing.scans import Extracted, assert_goes_on, run_extractor
from tests.scans.http_json.server import Api, Asked, serving

pytest.importorskip("dlt")
pytest.importorskip("requests_hardened")


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[Asked], Any]], Api]]:
    """Start a server that answers as the given function says."""
    with ExitStack() as stack:
        yield lambda answer: stack.enter_context(serving(answer))


@pytest.fixture
def read(http: Any) -> Callable[..., Extracted]:
    """Read an address with `http_json` and these options."""

    def run(url: str, cursor: Any = None, **options: Any) -> Extracted:
        return run_extractor(http_json, {"url": url, **options}, cursor=cursor, http=http)

    return run


@pytest.fixture
def read_in_parts(http: Any) -> Callable[..., Extracted]:
    """Likewise, and again from every cursor, as after a kill: each time the same must come."""
    return lambda url, **options: assert_goes_on(http_json, {"url": url, **options}, http=http)
