"""Pages with a generated part between two comments, and files that are generated whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Part:
    """What `make` says, at the place in the page `path` that is marked with `name`."""

    path: str
    name: str
    make: Callable[[], str]

    @property
    def file(self) -> Path:
        """Where it goes."""
        return DOCS / self.path

    def fresh(self) -> str:
        """The whole file as it should be; raises LookupError when the page has no such mark."""
        if not self.name:
            return self.make()
        begin, end = f"<!-- generated: {self.name} -->", f"<!-- end of {self.name} -->"
        page = self.file.read_text(encoding="utf-8")
        marked = re.compile(f"({re.escape(begin)}\n).*?({re.escape(end)})", re.DOTALL)
        if not marked.search(page):
            raise LookupError(f"{self.path} has no part that is marked {begin}")
        return marked.sub(lambda found: f"{found[1]}\n{self.make().strip()}\n\n{found[2]}", page)

    def is_current(self) -> bool:
        """Whether the file is as it should be."""
        return self.file.exists() and self.file.read_text(encoding="utf-8") == self.fresh()

    def write(self) -> None:
        """Make it so."""
        self.file.write_text(self.fresh(), encoding="utf-8")


def table(headings: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
