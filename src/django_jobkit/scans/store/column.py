"""What is known of the values of one column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from django_jobkit.scans.store.codec import dump_line
from django_jobkit.scans.store.sketch import DistinctSketch

#: The names of JSON's types, by Python's.
TYPE_NAMES: dict[type, str] = {
    int: "integer",
    float: "number",
    bool: "boolean",
    str: "text",
    dict: "object",
    list: "array",
}
_LONGEST_SHOWN = 200
_NUMBERS = {int, float}


class Column:
    """The profile of one column as it grows, batch by batch."""

    def __init__(self, name: str, sketch_size: int) -> None:
        self.name = name
        self.present = 0
        self.nulls = 0
        self.types: Counter[str] = Counter()
        self.numbers: tuple[float, float] | None = None
        self.texts: tuple[str, str] | None = None
        self.sketch = DistinctSketch(sketch_size)

    def add(self, values: Sequence[Any], types: Collection[type]) -> None:
        """Count `values`, which are JSON of no other than these types."""
        self.present += len(values)
        if len(types) == 1:
            self._add_alike(values, next(iter(types)))
            return
        for kind in types:
            self._add_alike([value for value in values if type(value) is kind], kind)

    def _add_alike(self, values: Sequence[Any], kind: type) -> None:
        if kind is type(None):
            self.nulls += len(values)
            return
        self.types[TYPE_NAMES[kind]] += len(values)
        if kind is str:
            different = set(values)
            self._widen_texts(min(different), max(different))
            self.sketch.add(map(str.encode, different))
        elif kind in _NUMBERS:
            different = set(values)
            self._widen_numbers(min(different), max(different))
            self.sketch.add(map(str.encode, map(repr, different)))
        else:
            # Of all others, no set can be made.
            self.sketch.add(set(map(dump_line, set(values) if kind is bool else values)))

    def _widen_texts(self, least: str, most: str) -> None:
        # Cut texts stay in the order of the whole ones.
        least, most = least[:_LONGEST_SHOWN], most[:_LONGEST_SHOWN]
        known = self.texts
        self.texts = (least, most) if known is None else (min(least, known[0]), max(most, known[1]))

    def _widen_numbers(self, least: float, most: float) -> None:
        known = self.numbers
        self.numbers = (least, most) if known is None else (min(least, known[0]), max(most, known[1]))

    def shown(self, records: int) -> dict[str, Any]:
        """The profile of this column of so many records; columns of numbers and text have neither least nor most."""
        bounds = self.numbers if self.texts is None else self.texts if self.numbers is None else None
        return {
            "name": self.name,
            "types": {name: self.types.get(name, 0) for name in TYPE_NAMES.values()},
            "nulls": self.nulls,
            "missing": records - self.present,
            "distinct": min(self.sketch.estimate(), self.present - self.nulls),
            "distinct_is_exact": self.sketch.is_exact,
            "min": None if bounds is None else bounds[0],
            "max": None if bounds is None else bounds[1],
        }

    def as_json(self) -> dict[str, Any]:
        """All of it, for the store."""
        return {
            "name": self.name,
            "present": self.present,
            "nulls": self.nulls,
            "types": dict(self.types),
            "numbers": self.numbers,
            "texts": self.texts,
            "size": self.sketch.size,
            "hashes": self.sketch.hashes(),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Column:
        """What `as_json` gave."""
        column = cls(stored["name"], stored["size"])
        column.present, column.nulls, column.types = stored["present"], stored["nulls"], Counter(stored["types"])
        column.numbers = tuple(stored["numbers"]) if stored["numbers"] else None
        column.texts = tuple(stored["texts"]) if stored["texts"] else None
        column.sketch = DistinctSketch(stored["size"], stored["hashes"])
        return column
