"""A look at a page before it is parsed: deep nesting costs a parser more than it costs whoever wrote it."""

from __future__ import annotations

import re

#: As deep as browsers build their trees.
DEEPEST = 512
#: Elements that the parser may have to make up for what was never closed.
_MOST_MADE_UP = 1_000_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
#: Elements without content, and those that the next one closes.
_FLAT = frozenset(
    [
        *(
            "area",
            "base",
            "br",
            "col",
            "embed",
            "hr",
            "img",
            "input",
            "link",
            "meta",
            "param",
            "source",
            "track",
            "wbr",
        ),
        *("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup"),
        *("rp", "rt", "wbr", "html", "head", "body"),
    ]
)
#: Those that a parser opens again in every paragraph until they are closed.
_REOPENED = frozenset(["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"])


def is_too_deep(text: str) -> bool:
    """Whether `text` is nested so deeply, or closes so little of what it opens, that it will not be parsed."""
    depth = reopened = made_up = 0
    for found in _TAG.finditer(text):
        closes, name = found[1], found[2].lower()
        if name in _FLAT:
            made_up += 0 if closes else reopened
        elif name in _REOPENED:
            reopened = max(0, reopened - 1) if closes else reopened + 1
            made_up += reopened
        else:
            depth = max(0, depth - 1) if closes else depth + 1
            made_up += reopened
        if depth + reopened > DEEPEST or made_up > _MOST_MADE_UP:
            return True
    return False
