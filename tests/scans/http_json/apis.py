"""APIs with 25 records, ten a page, in the styles of paging that are about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.scans.http_json.server import Answer, Asked

RECORDS = [{"id": number, "name": f"thing {number}"} for number in range(25)]
SIZE = 10
Style = Callable[[Asked], Any]


def page_of(number: int) -> list[dict[str, Any]]:
    """Page `number`, counted from 1."""
    return RECORDS[(number - 1) * SIZE : number * SIZE]


def _next(asked: Asked, page: int, prefix: str = "") -> str | None:
    return f"{prefix}{asked.path}?page={page + 1}" if page * SIZE < len(RECORDS) else None


def drf(asked: Asked) -> Any:
    page = asked.number("page", 1)
    return {"count": 25, "next": _next(asked, page, asked.base), "previous": None, "results": page_of(page)}


def json_api(asked: Asked) -> Any:
    page = asked.number("page", 1)
    data = [{"type": "things", "id": str(item["id"]), "attributes": {"name": item["name"]}} for item in page_of(page)]
    return {"data": data, "links": {"self": "x", "next": _next(asked, page)}, "meta": {"total": 25}}


def hal(asked: Asked) -> Any:
    page = asked.number("page", 1)
    link = _next(asked, page)
    links = {"self": {"href": "/items"}} | ({"next": {"href": link}} if link else {})
    return {"_embedded": {"things": page_of(page)}, "_links": links}


def odata(asked: Asked) -> Any:
    page = asked.number("page", 1)
    answer = {"@odata.context": "x", "value": page_of(page)}
    link = _next(asked, page, asked.base)
    return answer | ({"@odata.nextLink": link} if link else {})


def meta_next(asked: Asked) -> Any:
    page = asked.number("page", 1)
    link = _next(asked, page)
    return {"meta": {"next": link and link[len(asked.path) :]}, "objects": page_of(page)}


def fhir(asked: Asked) -> Any:
    page = asked.number("page", 1)
    link = _next(asked, page, asked.base)
    links = [{"relation": "self", "url": "x"}] + ([{"relation": "next", "url": link}] if link else [])
    return {"resourceType": "Bundle", "total": 25, "link": links, "entry": page_of(page)}


def link_header(asked: Asked) -> Any:
    page = asked.number("page", 1)
    link = _next(asked, page, asked.base)
    first = f'<{asked.base}{asked.path}?page=1>; rel="first"'
    header = f'{first}, <{link}>; rel="next"' if link else first
    return Answer(page_of(page), headers={"Link": header, "X-Total-Count": "25"})


def total_pages(asked: Asked) -> Any:
    page = asked.number("page", 1)
    return {"page": page, "total_pages": 3, "items": page_of(page)}


def laravel(asked: Asked) -> Any:
    page = asked.number("page", 1)
    return {"current_page": page, "last_page": 3, "data": page_of(page)}


def spring(asked: Asked) -> Any:
    page = asked.number("page", 0)
    return {"content": page_of(page + 1), "number": page, "totalPages": 3, "totalElements": 25}


def skip_limit(asked: Asked) -> Any:
    skip, limit = asked.number("skip", 0), min(asked.number("limit", SIZE), SIZE)
    return {"products": RECORDS[skip : skip + limit], "total": 25, "skip": skip, "limit": limit}


def next_cursor(asked: Asked) -> Any:
    start = asked.number("cursor", 0)
    following = start + SIZE if start + SIZE < len(RECORDS) else None
    return {"items": RECORDS[start : start + SIZE], "next_cursor": following and f"{following}"}


def cursor_page(asked: Asked) -> Any:
    """Tokens under the names of pages."""
    given = asked.query.get("cursor", "t0")
    start = int(given[1:])
    following = f"t{start + SIZE}" if start + SIZE < len(RECORDS) else None
    items = RECORDS[start : start + SIZE]
    return {"items": items, "total": 25, "current_page": given, "previous_page": None, "next_page": following}


def page_token(asked: Asked) -> Any:
    start = asked.number("pageToken", 0)
    answer = {"files": RECORDS[start : start + SIZE]}
    return answer | ({"nextPageToken": f"{start + SIZE}"} if start + SIZE < len(RECORDS) else {})


def header_cursor(asked: Asked) -> Any:
    start = asked.number("cursor", 0)
    following = str(start + SIZE) if start + SIZE < len(RECORDS) else ""
    return Answer(RECORDS[start : start + SIZE], headers={"X-Next-Cursor": following})


def json_server(asked: Asked) -> Any:
    """Version 1."""
    page = asked.number("_page", 1)
    following = page + 1 if page * SIZE < len(RECORDS) else None
    return {"first": 1, "prev": None, "next": following, "last": 3, "pages": 3, "items": 25, "data": page_of(page)}


def json_server_0(asked: Asked) -> Any:
    """Version 0."""
    page = asked.number("_page", 1)
    link = f'<{asked.base}/items?_page={page + 1}&_limit=10>; rel="next"' if page < 3 else ""
    return Answer(page_of(page), headers={"Link": link, "X-Total-Count": "25"})


def datasette(asked: Asked) -> Any:
    start = asked.number("_next", 0)
    following = str(start + SIZE) if start + SIZE < len(RECORDS) else None
    rows = RECORDS[start : start + SIZE]
    url = following and f"{asked.base}{asked.path}?_next={following}"
    answer = {"next": following, "next_url": url, "filtered_table_rows_count": 25, "columns": ["id", "name"]}
    return answer | {"rows": [[row["id"], row["name"]] for row in rows]}


def plain_pages(asked: Asked) -> Any:
    """An array, and an empty one behind the last page."""
    return page_of(asked.number("page", 1))


def strict_pages(asked: Asked) -> Any:
    """What is behind the last page is not found."""
    return page_of(asked.number("page", 1)) or Answer(status=404)


def elasticsearch(asked: Asked) -> Any:
    start, size = asked.json.get("from", 0), asked.json.get("size", SIZE)
    hits = [{"_index": "things", "_id": str(row["id"]), "_source": row} for row in RECORDS[start : start + size]]
    return {"took": 1, "hits": {"total": {"value": 25, "relation": "eq"}, "hits": hits}}


def endless(asked: Asked) -> Any:
    """There is always another page."""
    page = asked.number("page", 1)
    return {"items": [{"id": page}], "next": f"?page={page + 1}"}
