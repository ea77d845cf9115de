"""The pages that a host names in its sitemaps (sitemaps.org), also packed, also by way of an index."""

from __future__ import annotations

import gzip
import io
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError  # only the error; what is parsed, defusedxml parses

from django_jobkit.egress.errors import EgressError, RateLimited
from django_jobkit.scans.extracting import Problem
from django_jobkit.scans.extractors.html.following import absolute

if TYPE_CHECKING:
    from requests import Response, Session

#: The format allows no larger ones, unpacked.
_MOST_BYTES = 50 * 1024 * 1024
_MOST_FILES = 50
#: Elements of one entry: its images and translations.
_MOST_IN_ONE = 20_000
_GZIP = b"\x1f\x8b"


def pages_in_sitemaps(session: Session, sitemaps: list[str], allows: Any) -> Iterator[str | Problem]:
    """The addresses in `sitemaps` and in those that they name; problems for the ones that cannot be read.

    `allows` says of an address whether it may be fetched at all.
    """
    todo, seen = deque(sitemaps), set(sitemaps)
    while todo and len(seen) <= _MOST_FILES:
        sitemap = todo.popleft()
        if not allows(sitemap):
            continue
        try:
            for is_sitemap, url in _entries(session.get(sitemap)):
                if not is_sitemap:
                    yield url
                elif url not in seen and len(seen) < _MOST_FILES:
                    seen.add(url)
                    todo.append(url)
        except RateLimited:
            raise
        except (EgressError, ParseError, ValueError, OSError, EOFError, zlib.error) as error:
            why = str(error) if isinstance(error, EgressError) else "It is no sitemap."
            yield Problem("sitemap_unreadable", f"{sitemap}: {why}")


def _entries(response: Response) -> Iterator[tuple[bool, str]]:
    from defusedxml import ElementTree

    body = response.content
    if body.startswith(_GZIP):
        with gzip.open(io.BytesIO(body)) as packed:
            body = packed.read(_MOST_BYTES + 1)
    if len(body) > _MOST_BYTES:
        raise ValueError("too large")
    for element in _elements(ElementTree.iterparse(io.BytesIO(body), events=("start", "end"), forbid_dtd=True)):
        name = element.tag.rpartition("}")[2]
        if name in {"url", "sitemap"}:
            place = next((child.text for child in element if child.tag.rpartition("}")[2] == "loc"), None)
            url = absolute(response.url, place)
            if url is not None:
                yield name == "sitemap", url


def _elements(events: Iterable[tuple[str, Any]]) -> Iterator[Any]:
    """Every element when it is complete; raises ValueError for an entry that has too many of them."""
    root: Any = None
    depth = within = 0
    for event, element in events:
        if event == "start":
            root = element if root is None else root
            depth, within = depth + 1, within + 1
            if within > _MOST_IN_ONE:
                raise ValueError("too large")
            continue
        yield element
        depth -= 1
        if depth == 1:
            # Parsed, the same bytes take many times the memory; what lies behind us is let go.
            root.clear()
            within = 0
