"""From a page to its records; loaded with selectolax."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborNode

from django_jobkit.scans.extractors.html.following import absolute
from django_jobkit.scans.extractors.html.options import FieldOptions, Links, Rows, Table
from django_jobkit.scans.extractors.html.page import Page, words_of
from django_jobkit.scans.extractors.html.tables import records_of_table

#: Attributes that hold an address.
_ADDRESSES = frozenset({"action", "cite", "data", "href", "poster", "src"})


def records_of(page: Page, take: Rows | Table | Links) -> Iterator[dict[str, Any]]:
    """What of `page` `take` wants."""
    match take:
        case Rows():
            for row in page.tree.select(take.selector):
                yield {name: _field(page, row, field) for name, field in take.fields.items()}
        case Table():
            yield from records_of_table(page, take)
        case Links():
            yield from _links(page, take.selector)


def _field(page: Page, row: LexborNode, field: FieldOptions) -> Any:
    nodes = [row] if field.selector is None else page.tree.select(field.selector, row)
    if field.many:
        return [value for node in nodes if (value := _value(page, node, field)) is not None]
    return _value(page, nodes[0], field) if nodes else None


def _value(page: Page, node: LexborNode, field: FieldOptions) -> str | None:
    if field.attr is not None:
        value = node.attributes.get(field.attr)
        return absolute(page.base, value) or value if field.attr in _ADDRESSES else value
    return node.html if field.value == "html" else words_of(node)


def _links(page: Page, selector: str) -> Iterator[dict[str, Any]]:
    seen = set()
    for node in page.tree.select(selector):
        url = absolute(page.base, node.attributes.get("href"))
        if url is not None and url not in seen:
            seen.add(url)
            yield {"url": url, "text": words_of(node), "title": node.attributes.get("title")}
