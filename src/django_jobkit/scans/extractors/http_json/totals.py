"""How many records there are in all, where an answer says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_NAMES = (
    *("total", "total_count", "totalCount", "totalItems", "total_items", "totalResults", "total_results"),
    *("totalElements", "totalRecords", "total_records", "filtered_table_rows_count", "@odata.count", "odata.count"),
    *("numFound", "count", "items"),
)
_PLACES = ("meta", "metadata", "pagination", "paging", "page", "hits", "response", "_metadata", "page_info")
_HEADERS = ("X-Total-Count", "X-Total", "X-Pagination-Total-Count", "Total-Count", "X-WP-Total")


def total_of(document: Any, headers: Mapping[str, str], least: int) -> int | None:
    """The number that the answer gives for all records; None when it gives none that is at least `least`."""
    for total in _told(document, headers):
        if isinstance(total, int) and not isinstance(total, bool) and total >= least:
            return total
    return None


def _told(document: Any, headers: Mapping[str, str]) -> list[Any]:
    told: list[Any] = [int(text) for name in _HEADERS if (text := headers.get(name, "")).isdecimal()]
    if isinstance(document, Mapping):
        for place in (document, *(document.get(name) for name in _PLACES), _pagination_in(document)):
            if isinstance(place, Mapping):
                told += [_number(place.get(name)) for name in _NAMES]
    return told


def _pagination_in(document: Mapping[str, Any]) -> Any:
    meta = document.get("meta")
    return meta.get("pagination") if isinstance(meta, Mapping) else None


def _number(total: Any) -> Any:
    return total.get("value") if isinstance(total, Mapping) else total
