"""Texts as they can be kept, and HTML as the text that it shows."""

from __future__ import annotations

import html
import re
from typing import Any

from django_jobkit.questions.platforms.values.unreadable import Unreadable

_TAG = re.compile(r"</?([a-zA-Z!][a-zA-Z0-9-]*+)[^<>]*+>")
#: They stand within a word as well; every other tag parts what is around it.
_INLINE = frozenset(
    ("a", "abbr", "b", "code", "em", "font", "i", "mark", "s", "small", "span", "strong", "sub", "sup", "tt", "u")
)
_UNKEPT = re.compile("[\0\ud800-\udfff]")
#: A title shows no more of a long text.
_LOOKED_AT = 20_000


def text_of(value: Any) -> str:
    """`value` as text that every database can keep; raises Unreadable for objects and lists."""
    if isinstance(value, str):
        return value if value.isascii() and "\0" not in value else _UNKEPT.sub("\ufffd", value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    raise Unreadable("This is a list or an object where there should be text.")


def shown_text(markup: str, most: int) -> str:
    """The text that `markup` (HTML) shows, on one line, of at most so many characters."""
    text = html.unescape(_TAG.sub(_gap, markup[:_LOOKED_AT]))
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def as_markup(text: str) -> str:
    """Plain `text` as HTML that shows it."""
    return html.escape(text, quote=False).replace("\n", "<br>")


def _gap(tag: re.Match[str]) -> str:
    return "" if tag[1].lower() in _INLINE else " "
