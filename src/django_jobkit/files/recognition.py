"""Which format a text is written in: its content says, its name decides where that says two things."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath

from django_jobkit.files.errors import UnknownFormat
from django_jobkit.files.packing.zipped import SUFFIXES

#: As many bytes as are looked at.
HEAD = 64 * 1024
_SURELY_JSON = re.compile(r'\[\s*\{\s*"|\{\s*"[^"\n]*"\s*:')
_CONTROL = {*range(32)} - {0, 7, 8, 9, 10, 11, 12, 13, 26, 27}
_MOST_CONTROL = 0.02
_FORGIVEN = 8


def recognise(text: str, name: str) -> str:
    """The format of the text that begins with `text` in a file called `name`; raises UnknownFormat."""
    start = text.lstrip()
    by_name = SUFFIXES.get(PurePosixPath(name.lower()).suffix)
    if start.startswith("<") and by_name != "csv":
        if start[:15].lower().startswith(("<!doctype html", "<html")):
            raise UnknownFormat("This is a web page; the extractor 'html' reads tables and links of pages.")
        return "xml"
    if start.startswith(("{", "[")) and (by_name != "csv" or _SURELY_JSON.match(start)):
        return _json_kind(start, by_name)
    if by_name in {"json", "xml", "ndjson"} and start:
        # Somebody's table under a wrong name is likelier than JSON that begins with anything else.
        return "json" if by_name == "json" and start[0] in '"-0123456789tfn' and "\n" not in start.strip() else "csv"
    refuse_binary(text)
    return "csv"


def refuse_binary(text: str) -> None:
    """Raise UnknownFormat when it is full of characters that no text has."""
    strange = sum(ord(char) in _CONTROL for char in text[:4096])
    zeros = text[:4096].count("\0")
    if strange > max(_FORGIVEN, len(text[:4096]) * _MOST_CONTROL) or zeros > len(text[:4096]) / 4:
        raise UnknownFormat("The file is binary and of no kind that is read; save it as CSV, JSON, XLSX or XML.")


def _json_kind(start: str, by_name: str | None) -> str:
    """One value over all lines, or one on each line."""
    first, _, rest = start.partition("\n")
    rest = rest.lstrip()
    try:
        json.loads(first)
    except RecursionError:
        return "json"
    except ValueError:
        # The first line is no whole value, so the value goes on; but one line may be longer than was looked at.
        return by_name if by_name == "ndjson" and (not rest or first.startswith("{")) else "json"
    if rest:
        return "ndjson"
    return "ndjson" if by_name == "ndjson" else "json"
