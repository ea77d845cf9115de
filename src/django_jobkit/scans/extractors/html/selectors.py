"""CSS selectors that can be matched in a time that grows with the page alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, Field

_LONGEST = 300
_MOST_STEPS = 10
_NAME = r"-?(?:[\w-]|[^\x00-\x7f]|\\.)+"
_TEXT = r"\"[^\"\\]*\"|'[^'\\]*'"
_ATTRIBUTE = rf"\[\s*{_NAME}\s*(?:[~|^$*]?=\s*(?:{_NAME}|{_TEXT})\s*[is]?\s*)?\]"
_PLAIN = rf"(?:{_ATTRIBUTE}|[.#]{_NAME}|:(?:empty|checked|disabled|root))"
_INNER = rf"(?:(?:{_NAME}|\*){_PLAIN}*|{_PLAIN}+)"
_NTH = r":(?:first-child|last-child|only-child|nth-child\(\s*(?:odd|even|[+-]?\d{0,4}n?(?:\s*[+-]\s*\d{1,4})?)\s*\))"
_NESTED = rf":(?:not|is|where|has)\(\s*{_INNER}(?:\s*,\s*{_INNER})*\s*\)"
_PART = rf"(?:{_ATTRIBUTE}|[.#]{_NAME}|{_NTH}|{_NESTED}|:(?:empty|checked|disabled|root))"
_COMPOUND = re.compile(rf"(?:(?:{_NAME}|\*){_PART}*|{_PART}+)")
_COMBINATOR = re.compile(r"\s*([>+,])\s*|(\s+)")


@dataclass(frozen=True, slots=True)
class Step:
    """One element of a selector, and how it stands to the one before it: " ", ">" or "+"."""

    combinator: str
    compound: str


Selector = tuple[tuple[Step, ...], ...]


def parse(text: str) -> Selector:
    """The alternatives of a selector as steps; raises ValueError for what is not understood here."""
    alternatives: list[tuple[Step, ...]] = []
    steps: list[Step] = []
    combinator, at, text = " ", 0, text.strip()
    while found := _COMPOUND.match(text, at):
        steps.append(Step(combinator, found.group()))
        at = found.end()
        between = _COMBINATOR.match(text, at)
        if between is None:
            break
        at = between.end()
        combinator = between.group(1) or " "
        if combinator == ",":
            alternatives.append(tuple(steps))
            steps, combinator = [], " "
    if at < len(text) or not steps or (found is None):
        raise ValueError(f"This is not understood as a CSS selector from {text[at : at + 20]!r} on.")
    if sum(map(len, [*alternatives, steps])) > _MOST_STEPS:
        raise ValueError(f"A selector has at most {_MOST_STEPS} elements here.")
    if text.count(":has(") > 1:
        raise ValueError("A selector has :has() at most once here.")
    return (*alternatives, tuple(steps))


def _checked(text: str) -> str:
    parse(text)
    return text


Css = Annotated[str, Field(min_length=1, max_length=_LONGEST), AfterValidator(_checked)]
