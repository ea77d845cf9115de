"""The bundled tale, cut into chapters, and the words that do not count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TEXTS = Path(__file__).parent / "texts"
TALE = TEXTS / "the_ledger_and_the_bell.txt"
HEADING = re.compile(r"^CHAPTER [IVXLC]+\. (?P<title>.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter without its heading."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Book:
    """A tale in chapters."""

    title: str
    chapters: tuple[Chapter, ...]


@cache
def read_book(path: Path = TALE) -> Book:
    """The book in the file at `path`: its title on the first line, then chapters under their headings."""
    text = path.read_text(encoding="utf-8")
    front, *parts = HEADING.split(text)
    titles, texts = parts[::2], parts[1::2]
    chapters = tuple(Chapter(title, body.strip()) for title, body in zip(titles, texts, strict=True))
    return Book(front.strip(), chapters)


@cache
def function_words() -> frozenset[str]:
    """Words that are common in every English text and so say nothing about one of them."""
    return frozenset((TEXTS / "function_words.txt").read_text(encoding="utf-8").split())
