"""How deep HTML is nested; a parser takes time that grows with the square of it."""

from __future__ import annotations

import re
from collections import Counter

#: More than anybody writes, and little enough to be cleaned at once.
DEEPEST = 200
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_WITHOUT_END = "area base br col dd dt embed hr img input li link meta option p param source td th tr wbr"
#: They hold nothing, or end where the next one of their kind begins.
_FLAT = frozenset(_WITHOUT_END.split())


def is_too_deep(text: str) -> bool:
    """Whether more than DEEPEST elements are open somewhere in `text`, as far as one can tell without parsing."""
    # Most texts have fewer tags than that.
    if text.count("<") <= DEEPEST:
        return False
    opened: Counter[str] = Counter()
    depth = 0
    for end, spelled in _TAG.findall(text):
        name = spelled.lower()
        if name in _FLAT or (end and not opened[name]):
            # What closes nothing is passed over by parsers as well.
            continue
        step = -1 if end else 1
        opened[name] += step
        depth += step
        if depth > DEEPEST:
            return True
    return False
