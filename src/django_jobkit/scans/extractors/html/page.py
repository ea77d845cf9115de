"""One page: its tree, where it is, and where its links lead; loaded with selectolax."""

from __future__ import annotations

from typing import TYPE_CHECKING

from selectolax.lexbor import LexborNode

from django_jobkit.scans.conf import scans_config
from django_jobkit.scans.extractors.html.encodings import text_of
from django_jobkit.scans.extractors.html.following import absolute, host_of
from django_jobkit.scans.extractors.html.matching import Tree
from django_jobkit.scans.extractors.html.probing import is_bearable
from django_jobkit.scans.problems import ExtractionError

if TYPE_CHECKING:
    from requests import Response

_KINDS = frozenset({"", "text/html", "application/xhtml+xml"})


class Page:
    """What was fetched from `url`."""

    def __init__(self, url: str, text: str) -> None:
        self.url = url
        self.tree = Tree(text)
        base = self.tree.select("base[href]")
        #: What its links are relative to.
        self.base = (absolute(url, base[0].attributes.get("href")) if base else None) or url

    def canonical(self) -> str | None:
        """The address that the page gives as its own, on the same host; None when it gives none."""
        for link in self.tree.select("link[rel~='canonical'][href]"):
            url = absolute(self.base, link.attributes.get("href"))
            return url if url is not None and host_of(url) == host_of(self.url) else None
        return None

    def links(self, selector: str) -> list[str]:
        """Where the links that `selector` finds, or that are in what it finds, lead to; each once."""
        found: dict[str, None] = {}
        for node in self.tree.select(selector):
            # Whatever is between the link and its text is often easier to select.
            anchors = [node] if node.tag in {"a", "area", "link"} else self.tree.select("a[href]", node)
            for anchor in anchors:
                url = absolute(self.base, anchor.attributes.get("href"))
                if url is not None:
                    found[url] = None
        return list(found)


def read_page(response: Response) -> Page:
    """The page in `response`; raises ExtractionError for what is no page, or none that can be parsed safely."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in _KINDS:
        raise ExtractionError(f"It is {kind[:100]}, not HTML; it is left out.", code="not_html")
    if len(response.content) > scans_config.MAX_HTML_BYTES:
        raise ExtractionError(f"It has {len(response.content)} bytes, more than are parsed.", code="page_too_large")
    text = text_of(response.content, response.headers.get("Content-Type", ""))
    if not is_bearable(text):
        raise ExtractionError("It is nested so deeply, or so broken, that it is not parsed.", code="page_too_costly")
    return Page(absolute(response.url, response.url) or response.url, text)


def words_of(node: LexborNode) -> str:
    """The text of `node` with single spaces between its words."""
    return " ".join(node.text(deep=True, separator=" ").split())
