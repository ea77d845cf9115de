"""The blocks of code in a Markdown page, each with the note behind it that says how to try it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
DOCS = ROOT / "docs"

_BLOCK = re.compile(
    r"^(?P<indent> *)```(?P<language>[\w{}+-]*)\n(?P<text>.*?)^ *```$(?:\n *<!-- test: (?P<note>[^\n]*?) -->)?"
    r"|^<!-- check\n(?P<check>.*?)^-->$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block, or a hidden ``<!-- check`` that is only here to be run."""

    page: Path
    line: int
    language: str
    text: str
    note: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    @property
    def is_run(self) -> bool:
        """Whether it is tried at all; a directive is not code, and what else is not tried says why."""
        return not self.language.startswith("{") and not self.note.startswith("not run: ")


def blocks(page: Path) -> Iterator[Block]:
    """The blocks of `page`, top to bottom."""
    source = page.read_text(encoding="utf-8")
    for found in _BLOCK.finditer(source):
        line = source.count("\n", 0, found.start()) + 2
        if found["check"] is not None:
            yield Block(page, line, "check", found["check"], "")
            continue
        indent = len(found["indent"])
        text = "".join(each[indent:] if each.strip() else each for each in found["text"].splitlines(keepends=True))
        yield Block(page, line, found["language"], text, found["note"] or "")


def pages() -> list[Path]:
    """Every page that people read."""
    return [README, *sorted(path for path in DOCS.rglob("*.md") if "_build" not in path.parts)]
