"""dlt's paginators, built from options, kept honest, stopped and started again; loaded with dlt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote, urljoin

from dlt.common import jsonpath
from dlt.sources.helpers.rest_client import paginators as dlt
from requests import Response

from django_jobkit.scans.extracting import Problem
from django_jobkit.scans.extractors.http_json import paging_options as kinds

#: Where a paginator reads that there is more, and what it reads there.
_TOLD = {"total_path": (int, str, float), "has_more_path": (bool, str)}
_IN_URLS = ":/?&=#%"


def paginator_for(paging: kinds.Named) -> dlt.BasePaginator:
    """dlt's paginator of this kind."""
    return _BUILDERS[type(paging)](paging)


def _page_number(paging: kinds.PageNumber) -> dlt.PageNumberPaginator:
    return dlt.PageNumberPaginator(
        base_page=paging.base,
        page=paging.base if paging.first is None else paging.first,
        page_param=None if paging.page_body_path else paging.page_param,
        page_body_path=paging.page_body_path,
        total_path=paging.total_path,
        has_more_path=paging.has_more_path,
        stop_after_empty_page=paging.stop_on_empty or not (paging.total_path or paging.has_more_path),
    )


def _offset(paging: kinds.Offset) -> dlt.OffsetPaginator:
    return dlt.OffsetPaginator(
        limit=paging.limit,
        offset=paging.offset,
        offset_param=None if paging.offset_body_path else paging.offset_param,
        limit_param=None if paging.limit_body_path else paging.limit_param,
        offset_body_path=paging.offset_body_path,
        limit_body_path=paging.limit_body_path,
        total_path=paging.total_path,
        has_more_path=paging.has_more_path,
        stop_after_empty_page=paging.stop_on_empty or not (paging.total_path or paging.has_more_path),
    )


def _cursor(paging: kinds.TokenCursor) -> dlt.JSONResponseCursorPaginator:
    return dlt.JSONResponseCursorPaginator(
        cursor_path=paging.cursor_path,
        cursor_param=None if paging.cursor_body_path else paging.cursor_param,
        cursor_body_path=paging.cursor_body_path,
        has_more_path=paging.has_more_path,
        stop_after_empty_page=paging.stop_on_empty,
    )


_BUILDERS: dict[type, Callable[[Any], dlt.BasePaginator]] = {
    kinds.SinglePage: lambda paging: dlt.SinglePagePaginator(),
    kinds.JsonLink: lambda paging: dlt.JSONLinkPaginator(paging.next_path),
    kinds.HeaderLink: lambda paging: dlt.HeaderLinkPaginator(paging.rel),
    kinds.PageNumber: _page_number,
    kinds.Offset: _offset,
    kinds.TokenCursor: _cursor,
    kinds.HeaderCursor: lambda paging: dlt.HeaderCursorPaginator(paging.header, paging.cursor_param),
}


def forgive(paginator: dlt.BasePaginator, document: Any) -> list[Problem]:
    """Let `paginator` go on until it finds nothing where `document` does not tell it what it expects."""
    problems = []
    for name, kinds_told in _TOLD.items():
        path = getattr(paginator, name, None)
        if path is None:
            continue
        told = jsonpath.find_values(path, document)
        if told and isinstance(told[0], kinds_told) and _is_readable(name, told[0]):
            continue
        setattr(paginator, name, None)
        if isinstance(paginator, dlt.RangePaginator):
            paginator.stop_after_empty_page = True
        message = f"The answer has nothing usable at {path}; pages are read until one is empty."
        problems.append(Problem("total_missing", message, field=str(path)))
    return problems


def _is_readable(name: str, told: Any) -> bool:
    if name == "has_more_path":
        return isinstance(told, bool) or told.lower() in {"true", "false"}
    try:
        return int(told) >= 0
    except (ValueError, OverflowError):
        return False


def take_smaller_pages(paginator: dlt.BasePaginator, given: Sequence[Any], *, is_first: bool) -> None:
    """Ask for as many records as the server gives on its first page, when that is not what was asked for.

    Otherwise a server with a limit of its own would have us jump over records.
    """
    if isinstance(paginator, dlt.OffsetPaginator) and is_first and given and len(given) != paginator.limit:
        paginator.limit = paginator.value_step = len(given)


def state_of(paginator: dlt.BasePaginator, response: Response) -> dict[str, Any] | None:
    """Where `paginator` goes next, to be stored; None when it goes nowhere."""
    if not paginator.has_next_page:
        return None
    if isinstance(paginator, dlt.RangePaginator):
        return {"value": paginator.current_value, "limit": getattr(paginator, "limit", None)}
    if isinstance(paginator, dlt.BaseReferencePaginator):
        reference = paginator._next_reference
        if isinstance(paginator, dlt.BaseNextUrlPaginator):
            reference = _joined(response.url, reference) if isinstance(reference, str) and reference else None
        return {"next": reference} if _is_told(reference) else None
    return None


def _joined(base: str, reference: str) -> str:
    try:
        return urljoin(base, reference)
    except ValueError:
        # It leads nowhere. Spelt like this it can be kept, and is refused once the page that names it is stored.
        return urljoin(base, quote(reference, safe=_IN_URLS, errors="replace"))


def _is_told(reference: Any) -> bool:
    return isinstance(reference, str | int) and not isinstance(reference, bool) and reference != ""


def put_state(paginator: dlt.BasePaginator, state: dict[str, Any]) -> None:
    """Send `paginator` to where `state_of` found another one."""
    if isinstance(paginator, dlt.RangePaginator):
        paginator.current_value = state["value"]
        if isinstance(paginator, dlt.OffsetPaginator):
            paginator.limit = paginator.value_step = state["limit"]
    elif isinstance(paginator, dlt.BaseReferencePaginator):
        paginator._next_reference = state["next"]
