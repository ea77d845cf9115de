"""Tables on the page of a row."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

_LONGEST_CELL = 80


def table(headings: Sequence[Any], rows: Sequence[Sequence[Any]], **left_out: int) -> SafeString:
    """`rows` below `headings`, and beneath them how many `more`, `more_rows` and `more_columns` there are."""
    return render_to_string("admin/jobkit/table.html", {"headings": headings, "rows": rows, **left_out})


def cell(value: Any) -> str:
    """A value in the width of a cell; text as it is, everything else as JSON."""
    if value is None or value == "":
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1] + "…"
