"""From the body of an answer to a JSON document, or to a clear error."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django_jobkit.scans.extracting import Problem
from django_jobkit.scans.problems import ExtractionError

if TYPE_CHECKING:
    from requests import Response

_NOTHING = 204
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Document:
    """What the body said, how many bytes it had, and what was odd about it."""

    value: Any
    size: int
    problems: list[Problem] = field(default_factory=list)


class _Oddities:
    """Hears from the parser of what JSON forbids or does not say what it means."""

    def __init__(self) -> None:
        self.doubled: set[str] = set()
        self.endless = 0

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            times = Counter(name for name, _ in pairs)
            self.doubled.update(name for name, number in times.items() if number > 1)
        return found

    def constant(self, name: str) -> None:
        self.endless += 1

    def number(self, text: str) -> float | None:
        value = float(text)
        if math.isfinite(value):
            return value
        self.endless += 1
        return None

    def problems(self) -> list[Problem]:
        found = []
        if self.doubled:
            names = ", ".join(sorted(self.doubled)[:5])
            found.append(Problem("duplicate_key", f"Objects have a key more than once; the last counts: {names}."))
        if self.endless:
            found.append(Problem("not_a_number", f"{self.endless} numbers are NaN or infinite; they are null here."))
        return found


def read_document(response: Response) -> Document:
    """The document in `response`; raises ExtractionError ``not_json``."""
    body = response.content
    if response.status_code == _NOTHING or not body.strip():
        return Document(None, len(body))
    text = _decoded(body, response)
    oddities = _Oddities()
    try:
        value = json.loads(
            text,
            object_pairs_hook=oddities.pairs,
            parse_constant=oddities.constant,
            parse_float=oddities.number,
            parse_int=_integer,
        )
    except RecursionError:
        raise _refused("It is nested too deeply.", response) from None
    except ValueError as error:
        raise _refused(_why(text, error), response) from None
    return Document(value, len(body), oddities.problems())


def _integer(text: str) -> int | str:
    try:
        return int(text)
    except ValueError:  # more digits than Python takes
        return text


def _decoded(body: bytes, response: Response) -> str:
    declared = response.headers.get("Content-Type", "").lower().partition("charset=")[2].strip("\"' ;")
    for encoding in (json.detect_encoding(body), declared):
        try:
            return body.decode(encoding or "utf-8")
        except (LookupError, UnicodeError):
            continue
    raise _refused("It is not UTF-8, and its Content-Type names no encoding that fits.", response)


def _why(text: str, error: ValueError) -> str:
    if text.lstrip()[:1] == "<":
        return "It looks like HTML or XML; is this the address of the API and not of its web page?"
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} in line {error.lineno}, column {error.colno}."
    return "It has a value that cannot be read."


def _refused(why: str, response: Response) -> ExtractionError:
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip()[:_SHOWN] or "unnamed"
    return ExtractionError(f"The answer is no JSON (its type is {kind}). {why}", code="not_json")
