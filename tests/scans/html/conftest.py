"""Loopback sites for the length of a test, and what is read from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from django_jobkit.scans.extractors import html
from django_jobkit.testing.scans import Extracted, assert_goes_on, run_extractor
from tests.scans.html.site import Pages, Site, site_of

pytest.importorskip("selectolax")
pytest.importorskip("requests_hardened")


@pytest.fixture
def serve() -> Iterator[Callable[[Pages], Site]]:
    """Start a site of the given pages."""
    with ExitStack() as stack:
        yield lambda pages: stack.enter_context(site_of(pages))


@pytest.fixture
def read(http: Any) -> Callable[..., Extracted]:
    """Read addresses with `html` and these options."""

    def run(*urls: str, cursor: Any = None, **options: Any) -> Extracted:
        return run_extractor(html, {"urls": urls, **options}, cursor=cursor, http=http)

    return run


@pytest.fixture
def read_in_parts(http: Any) -> Callable[..., Extracted]:
    """Likewise, and again from every cursor, as after a kill: each time the same must come."""
    return lambda *urls, **options: assert_goes_on(html, {"urls": urls, **options}, http=http)
