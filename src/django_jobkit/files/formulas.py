"""Text that a spreadsheet would run as a formula, and how it is kept from that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

#: What begins a formula, also in full width, as some input methods type it.
_BEGIN = "=+\\-@＝＋－＠"  # noqa: RUF001 - these are meant
#: Spreadsheets skip these before they look, or take them for the end of the cell before.
_SKIPPED = "\\s\ufeff'\"`"
_FORMULA = re.compile(f"[{_SKIPPED}]*[\t\r\0{_BEGIN}]")
_first = itemgetter(slice(1))
_SUSPECT = re.compile(f"[\0{_BEGIN}{_SKIPPED}]")


def defused(text: str) -> str:
    """`text`, behind an apostrophe when it could be taken for a formula.

    No two texts become the same; `restored` gives the text again.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def restored(text: str) -> str:
    """What `defused` made `text` of."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def defused_column(texts: Sequence[Any]) -> Sequence[Any]:
    """`texts`, of which some may be None, each defused."""
    # Few columns hold a text that has to be looked at closer, and what they begin with says so at little cost.
    if not any(map(_SUSPECT.match, set(map(_first, filter(None, texts))))):
        return texts
    return [text and defused(text) for text in texts]
