"""Pages of records, found by the number of a record: any depth costs the same."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request

from django_jobkit.rest.cursors import Cursor, decode_cursor
from django_jobkit.rest.pagination import page_link, page_number, page_size
from django_jobkit.scans.conf import scans_config
from django_jobkit.scans.models import Scan
from django_jobkit.scans.rest.record_queries import RecordQuery
from django_jobkit.scans.store.reading import find, read_records


def record_page(request: Request, scan: Scan, query: RecordQuery) -> dict[str, Any]:
    """The page of records that the query asks for.

    Raises NotFound for a page that does not exist or a damaged cursor, ValidationError for what cannot be a page.
    """
    asked = request.query_params
    size, number = page_size(asked.get("page_size")), page_number(asked.get("page"))
    cursor = _cursor(asked.get("cursor"))
    if query.is_selective:
        if cursor is None and number > 1:
            raise ValidationError({"page": ["Chosen records have no numbered pages; follow `next`."]})
        return _selected(request, scan, query, cursor.key if cursor else 0, size)
    if cursor is None:
        return _numbered(request, scan, query, number, size)
    return _beyond(request, scan, query, cursor, size)


class _Position(Cursor):
    key: int


def _cursor(text: str | None) -> _Position | None:
    if text is None:
        return None
    cursor = decode_cursor(text) if text else Cursor(0)
    if not isinstance(cursor.key, int) or cursor.key < 0:
        raise NotFound("The cursor is damaged.")
    return _Position(cursor.key, cursor.backwards)


def _numbered(request: Request, scan: Scan, query: RecordQuery, number: int, size: int) -> dict[str, Any]:
    first = (number - 1) * size
    if first and first >= scan.records:
        raise NotFound("There is no such page.")
    link = page_link(request)
    return _page(
        [query.shown(record) for record in read_records(scan.pk, first, size)],
        scan.records,
        link(page=number + 1) if first + size < scan.records else None,
        link(page=number - 1) if number > 1 else None,
    )


def _beyond(request: Request, scan: Scan, query: RecordQuery, cursor: _Position, size: int) -> dict[str, Any]:
    """A page that begins at the record of the cursor, or ends before it."""
    first = max(cursor.key - size, 0) if cursor.backwards else cursor.key
    records = read_records(scan.pk, first, min(size, cursor.key) if cursor.backwards else size)
    link, behind = page_link(request), first + len(records)
    return _page(
        [query.shown(record) for record in records],
        scan.records,
        link(cursor=Cursor(behind).encoded()) if records and behind < scan.records else None,
        link(cursor=Cursor(first, backwards=True).encoded()) if first else None,
    )


def _selected(request: Request, scan: Scan, query: RecordQuery, first: int, size: int) -> dict[str, Any]:
    """What is found from record `first` on; a page may be short, even empty, and have a next one."""
    found = find(scan.pk, query.matches, first, size, scans_config.FILTER_CHUNKS)
    is_all = first == 0 and found.next is None
    following = None if found.next is None else page_link(request)(cursor=Cursor(found.next).encoded())
    return _page(
        [query.shown(record) for _, record in found.records], len(found.records) if is_all else None, following, None
    )


def _page(
    records: list[dict[str, Any]], count: int | None, following: str | None, before: str | None
) -> dict[str, Any]:
    return {
        "records": records,
        "count": count,
        "count_is_capped": count is None,
        "next": following,
        "previous": before,
    }
