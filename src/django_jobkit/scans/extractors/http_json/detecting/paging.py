"""How a server pages, told from its first answer: the surest signs first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django_jobkit.scans.extractors.http_json import paging_options as kinds
from django_jobkit.scans.extractors.http_json.detecting import words
from django_jobkit.scans.extractors.http_json.detecting.answer import Answer
from django_jobkit.scans.extractors.http_json.detecting.counting import offset, page_number
from django_jobkit.scans.extractors.http_json.selecting import path_of


def detect(answer: Answer) -> kinds.Named:
    """The way from this answer to the next; a single page when nothing says that there is one."""
    for sign in _SIGNS:
        found = sign(answer)
        if found is not None:
            return found
    return kinds.SinglePage(kind="single_page")


def unclear(answer: Answer) -> str | None:
    """What in the answer says that there is more, though nothing that is known says how to get it."""
    more = answer.flag(words.MORE)
    if more is not None and more[1]:
        return f"{more[0]} is true"
    for keys, value in answer.told(("next",)):
        if value and not isinstance(value, bool):
            return f"{path_of(*keys)} is there"
    total = answer.number(words.TOTALS)
    if total is not None and total[1] > answer.count > 0:
        return f"{total[0]} is {total[1]}, and {answer.count} were given"
    return None


def _header_link(answer: Answer) -> kinds.Named | None:
    return kinds.HeaderLink(kind="header_link") if answer.links.get("next", {}).get("url") else None


def _json_link(answer: Answer) -> kinds.Named | None:
    for keys, value in answer.told(words.LINKS):
        if _is_address(value):
            return kinds.JsonLink(kind="json_link", next_path=path_of(*keys))
        if isinstance(value, dict):
            for name in words.ADDRESSES:
                if _is_address(value.get(name)):
                    return kinds.JsonLink(kind="json_link", next_path=path_of(*keys, name))
    return _fhir_link(answer)


def _fhir_link(answer: Answer) -> kinds.Named | None:
    """A list of links with their relations, which JSONPath without filters can only point into."""
    for name in ("links", "link"):
        for keys, value in answer.told((name,)):
            for number, link in enumerate(value if isinstance(value, list) else []):
                if isinstance(link, dict) and "next" in {link.get("rel"), link.get("relation")}:
                    address = next((key for key in ("href", "url") if _is_address(link.get(key))), None)
                    if address:
                        return kinds.JsonLink(kind="json_link", next_path=f"{path_of(*keys)}[{number}].{address}")
    return None


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://", "/", "?", "./"))


def _next_number(answer: Answer) -> kinds.Named | None:
    """``"next": 2``: a page, where the request has named one; json-server does it so."""
    found = answer.number(("next", "next_page", "nextPage"))
    asked = answer.asked(words.PAGE_PARAMS)
    page = answer.number(words.PAGE)
    if found is None or (asked is None and found[1] != (page[1] if page else 1) + 1):
        return None
    return _token(answer, found[0], asked[0] if asked else words.PAGE_PARAMS[0])


def _json_token(answer: Answer) -> kinds.Named | None:
    more = answer.flag(words.MORE)
    if more is not None and not more[1]:
        return None
    asked = answer.asked(words.TOKEN_PARAMS)
    for keys, value in answer.told(words.TOKENS):
        is_page = keys[-1] in words.NAMED_AS_PAGES and str(value).isdecimal()
        if isinstance(value, str) and value and not is_page and not _is_address(value):
            return _token(answer, path_of(*keys), asked[0] if asked else _param(answer, keys))
    return None


def _param(answer: Answer, keys: tuple[str, ...]) -> str:
    if keys == ("next",) and "rows" in answer.document:
        return "_next"  # Datasette
    return "after" if keys == ("pagination", "cursor") else words.TOKENS[keys[-1]]


def _token(answer: Answer, path: str, param: str) -> kinds.Named:
    if answer.in_body(param):
        return kinds.TokenCursor(kind="cursor", cursor_path=path, cursor_body_path=param)
    return kinds.TokenCursor(kind="cursor", cursor_path=path, cursor_param=param)


def _header_token(answer: Answer) -> kinds.Named | None:
    for header, param in words.HEADER_TOKENS.items():
        if answer.headers.get(header):
            asked = answer.asked(words.PAGE_PARAMS) if param in words.PAGE_PARAMS else None
            return kinds.HeaderCursor(kind="header_cursor", header=header, cursor_param=asked[0] if asked else param)
    return None


_SIGNS: list[Callable[[Answer], kinds.Named | None]] = [
    *(_header_link, _json_link, _next_number, _json_token, _header_token, page_number, offset)
]
