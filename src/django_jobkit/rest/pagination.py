"""Pages by number with a bounded count, and keyset pages of any depth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.utils.urls import remove_query_param, replace_query_param

from django_jobkit.conf import config
from django_jobkit.rest.cursors import Cursor, decode_cursor
from django_jobkit.rest.links import collection_url

_MAX_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Order:
    """The unique column that cursors point into, with a minus for descending; None where there is no such order."""

    keyset: str | None

    @property
    def column(self) -> str:
        """The column without its direction."""
        return (self.keyset or "").removeprefix("-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some rows of a list and where to find the others."""

    rows: list[Any]
    count: int
    count_is_capped: bool
    next: str | None
    previous: str | None

    def body(self, represent: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
        """The answer."""
        return {
            "count": self.count,
            "count_is_capped": self.count_is_capped,
            "next": self.next,
            "previous": self.previous,
            "results": [represent(row) for row in self.rows],
        }


def paginate(request: Request, rows: QuerySet[Any], order: Order) -> Page:
    """The page of the ordered `rows` that the query asks for.

    Raises NotFound for a page that does not exist or a damaged cursor, ValidationError for a bad page size.
    """
    query = request.query_params
    size, number, cursor = page_size(query.get("page_size")), page_number(query.get("page")), query.get("cursor")
    if cursor and order.keyset is None:
        raise NotFound("There are no cursors in this order; they go with created_at alone.")
    if cursor is None or order.keyset is None:
        return _numbered(request, rows, order, number, size)
    return _keyset(request, rows, order, decode_cursor(cursor) if cursor else None, size)


def page_size(text: str | None) -> int:
    """How many rows the query asks for, within bounds; raises ValidationError for what is no number."""
    if text is None:
        return config.PAGE_SIZE
    digits = text.removeprefix("-")
    if not digits.isascii() or not digits.isdigit():
        raise ValidationError({"page_size": ["Must be an integer."]})
    wanted = int(text) if len(digits) <= _MAX_DIGITS else (0 if text.startswith("-") else config.MAX_PAGE_SIZE)
    return min(max(wanted, 1), config.MAX_PAGE_SIZE)


def page_number(text: str | None) -> int:
    """The number of the page that the query asks for; raises NotFound for what is none."""
    if text is None:
        return 1
    if not text.isascii() or not text.isdigit() or len(text) > _MAX_DIGITS or int(text) < 1:
        raise NotFound("There is no such page.")
    return int(text)


def _numbered(request: Request, rows: QuerySet[Any], order: Order, number: int, size: int) -> Page:
    offset = (number - 1) * size
    if offset and offset >= config.COUNT_CAP:
        raise NotFound(f"Numbered pages end at row {config.COUNT_CAP:,}; use ?cursor= to go further.")
    found = list(rows[offset : offset + size + 1])
    if not found and offset:
        raise NotFound("There is no such page.")
    shown, is_last = found[:size], len(found) <= size
    count, is_capped = (offset + len(found), False) if is_last else capped_count(rows)
    link = page_link(request)
    following = None
    if not is_last:
        following = link(page=number + 1)
        if offset + size >= config.COUNT_CAP:
            following = _after(link, order, shown)
    return Page(
        rows=shown,
        count=count,
        count_is_capped=is_capped,
        next=following,
        previous=link(page=number - 1) if number > 1 else None,
    )


def _after(link: Callable[..., str], order: Order, shown: list[Any]) -> str | None:
    return link(cursor=Cursor(getattr(shown[-1], order.column)).encoded()) if order.keyset else None


def _keyset(request: Request, rows: QuerySet[Any], order: Order, cursor: Cursor | None, size: int) -> Page:
    backwards = cursor is not None and cursor.backwards
    found = list(_beyond(rows, order, cursor)[: size + 1])
    has_more, shown = len(found) > size, found[:size]
    if backwards:
        shown.reverse()
    link = page_link(request)

    def at(index: int, *, before: bool) -> str:
        return link(cursor=Cursor(getattr(shown[index], order.column), before).encoded())

    count, is_capped = capped_count(rows)
    return Page(
        rows=shown,
        count=count,
        count_is_capped=is_capped,
        next=at(-1, before=False) if shown and (has_more or backwards) else None,
        previous=at(0, before=True) if shown and (has_more if backwards else cursor is not None) else None,
    )


def _beyond(rows: QuerySet[Any], order: Order, cursor: Cursor | None) -> QuerySet[Any]:
    if cursor is None:
        return rows
    field = rows.model._meta.get_field(order.column)
    if not isinstance(cursor.key, type(field.to_python(cursor.key))):
        raise NotFound("The cursor is damaged.")
    is_descending = str(order.keyset).startswith("-")
    side = "lt" if is_descending != cursor.backwards else "gt"
    beyond = rows.filter(**{f"{order.column}__{side}": cursor.key})
    return beyond.reverse() if cursor.backwards else beyond


def capped_count(rows: QuerySet[Any]) -> tuple[int, bool]:
    """How many `rows` there are, at the most ``COUNT_CAP``, and whether there are more."""
    counted = rows.order_by().values("pk")[: config.COUNT_CAP + 1].count()
    return min(counted, config.COUNT_CAP), counted > config.COUNT_CAP


def page_link(request: Request) -> Callable[..., str]:
    """Makes the URL of another page of this list, of the changes to the query."""
    query = request.META.get("QUERY_STRING", "")
    here = collection_url(request) + (f"?{query}" if query else "")

    def link(**changes: int | str) -> str:
        url = remove_query_param(remove_query_param(here, "page"), "cursor")
        for name, value in changes.items():
            url = replace_query_param(url, name, value)
        return url

    return link
