"""Which element of an XML file is a record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django_jobkit.files.errors import NestedTooDeep
from django_jobkit.files.trees.xml_events import Event

Path = tuple[str, ...]


class Census:
    """Counts elements by the names on the way to them, and how much is inside each."""

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self._open: list[str] = []
        self._counts: Counter[Path] = Counter()
        self._weights: Counter[Path] = Counter()

    def count(self, events: Iterable[Event]) -> None:
        """Count some more events."""
        for kind, name, _ in events:
            if kind == "start":
                self._open.append(name)
                if len(self._open) > self._depth:
                    raise NestedTooDeep(f"The XML is nested deeper than {self._depth} levels; save it flatter.")
                self._counts[tuple(self._open)] += 1
                self._weights.update(tuple(self._open[:depth]) for depth in range(1, len(self._open) + 1))
            elif kind == "end":
                self._open.pop()

    def repeats(self) -> bool:
        """Whether any element was there twice."""
        return any(count > 1 for count in self._counts.values())

    def record_path(self) -> Path:
        """The repeated element with most inside that is not inside of a repeated one; else the first that branches."""
        repeated = {path for path, count in self._counts.items() if count > 1}
        outer = [path for path in repeated if not any(path[:depth] in repeated for depth in range(1, len(path)))]
        if outer:
            return max(outer, key=lambda path: self._weights[path])
        path: Path = next(iter(self._counts), ())
        while len(children := self._children(path)) == 1 and self._children(children[0]):
            path = children[0]
        return path

    def _children(self, path: Path) -> list[Path]:
        return [found for found in self._counts if found[:-1] == path]
