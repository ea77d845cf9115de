"""Lists as plain arrays, as their clients expect them; in pages for those who ask for one."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from django_jobkit.conf import config
from django_jobkit.downloads import StreamedAnswer
from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.rest.ordering import Orderings, in_order
from django_jobkit.rest.json_answers import JobkitJSONRenderer
from django_jobkit.rest.links import collection_url
from django_jobkit.rest.pagination import Page, capped_count

Represent = Callable[[Any], dict[str, Any]]
_MAX_DIGITS = 9


def listed(
    request: Request, rows: QuerySet[Any], represent: Represent, orderings: Orderings, default: str
) -> HttpResponseBase:
    """All of `rows` in an array, or with ``limit`` or ``offset`` in the query a page of them.

    Raises ValidationError for an ordering, limit or offset that is none.
    """
    ordered = in_order(request, rows, orderings, default)
    if {"limit", "offset"} & request.query_params.keys():
        return Response(_page(request, ordered).body(represent))
    size = questions_config.ARRAY_ROWS
    found = list(ordered[: size + 1])
    if len(found) <= size or request.accepted_renderer.format != "json":
        found = found if len(found) <= size else list(ordered)
        return Response([represent(row) for row in found])
    return StreamedAnswer(_pieces(ordered, represent, size), content_type="application/json")


def _pieces(ordered: QuerySet[Any], represent: Represent, size: int) -> Iterator[bytes]:
    """The array as JSON, made of `size` rows at a time.

    Their ids come first: no database of all that we know sends rows one by one without holding something for it.
    """
    ids = array("q", ordered.values_list("pk", flat=True).iterator(chunk_size=size))
    render = JobkitJSONRenderer().render
    separator = b""
    yield b"["
    for start in range(0, len(ids), size):
        some = ids[start : start + size].tolist()
        by_id = {row.pk: row for row in ordered.order_by().filter(pk__in=some)}
        # Who was deleted meanwhile is left out.
        if piece := b",".join(render(represent(by_id[pk])) for pk in some if pk in by_id):
            yield separator + piece
            separator = b","
    yield b"]"


def _page(request: Request, ordered: QuerySet[Any]) -> Page:
    limit = min(_number(request, "limit", config.PAGE_SIZE, least=1), questions_config.MAX_PAGE_SIZE)
    offset = _number(request, "offset", 0, least=0)
    found = list(ordered[offset : offset + limit + 1])
    count, is_capped = capped_count(ordered)
    return Page(
        rows=found[:limit],
        count=count,
        count_is_capped=is_capped,
        next=_link(request, limit, offset + limit) if len(found) > limit else None,
        previous=_link(request, limit, max(offset - limit, 0)) if offset else None,
    )


def _number(request: Request, name: str, default: int, *, least: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > _MAX_DIGITS or int(text) < least:
        raise ValidationError({name: [f"Must be an integer from {least} to {10**_MAX_DIGITS - 1:,}."]})
    return int(text)


def _link(request: Request, limit: int, offset: int) -> str:
    query = request.META.get("QUERY_STRING", "")
    here = collection_url(request) + (f"?{query}" if query else "")
    return replace_query_param(replace_query_param(here, "limit", limit), "offset", offset)
