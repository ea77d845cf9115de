"""Servers that count their pages or their records."""

from __future__ import annotations

from typing import Any

from django_jobkit.scans.extractors.http_json import paging_options as kinds
from django_jobkit.scans.extractors.http_json.detecting import words
from django_jobkit.scans.extractors.http_json.detecting.answer import Answer


def page_number(answer: Answer) -> kinds.Named | None:
    """The answer says how many pages there are, or whether there are more; or the request has named one."""
    pages, page = answer.number(words.PAGES), answer.number(words.PAGE)
    asked, more = answer.asked(words.PAGE_PARAMS), answer.flag(words.MORE)
    if asked is None and pages is None and (page is None or more is None):
        return None
    here = page[1] if page else _whole(asked[1] if asked else None, 1)
    if asked is not None:
        here = _whole(asked[1], here)
    if pages is not None and pages[1] < here:
        pages = None if page is None else pages
    name = asked[0] if asked else words.PAGE_PARAMS[0]
    return kinds.PageNumber(
        kind="page_number",
        page_param=name,
        page_body_path=name if answer.in_body(name) else None,
        base=min(here, 1),
        first=here,
        total_path=pages[0] if pages else None,
        has_more_path=more[0] if more else None,
    )


def offset(answer: Answer) -> kinds.Named | None:
    """The request or the answer says how many records were skipped."""
    for name, limits in words.OFFSETS.items():
        asked, told = answer.asked((name,)), answer.number((name,))
        limit = answer.asked(limits)
        total = answer.number(words.TOTALS)
        if asked is None and (told is None or total is None) and not (limit and _elasticsearch(answer, name)):
            continue
        limit_name = limit[0] if limit else next((word for word in limits if answer.number((word,))), limits[0])
        return kinds.Offset(
            kind="offset",
            limit=max(1, _whole(limit[1] if limit else None, answer.count)),
            offset=_whole(asked[1] if asked else None, told[1] if told else 0),
            offset_param=name,
            limit_param=limit_name,
            offset_body_path=name if answer.in_body(name) else None,
            limit_body_path=limit_name if answer.in_body(limit_name) else None,
            total_path=total[0] if total and total[1] > answer.count else None,
        )
    return None


def _elasticsearch(answer: Answer, name: str) -> bool:
    return name == "from" and isinstance(answer.document, dict) and "hits" in answer.document


def _whole(value: Any, otherwise: int) -> int:
    """`value` as a whole number, or `otherwise` where it is none."""
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else otherwise  # noqa: PLR2004
