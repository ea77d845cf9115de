"""Where in a JSON file an event is: the keys on the way to it."""

from __future__ import annotations

from django_jobkit.files.errors import NestedTooDeep


class Walk:
    """Follows the events outside of records. An array has no name: `a.b` also means every `b` in a list `a`."""

    def __init__(self, depth: int) -> None:
        self._depth = depth
        #: The open objects (by the key that is read in each) and arrays (None), outermost first.
        self._open: list[str | None] = []

    @property
    def level(self) -> int:
        """How many objects and arrays are open."""
        return len(self._open)

    @property
    def in_array(self) -> bool:
        """Whether some array is open."""
        return None in self._open

    def path(self) -> str:
        """The keys to the place of the next value, with dots between them."""
        return ".".join(key for key in self._open if key is not None)

    def step(self, kind: str, value: object) -> None:
        """Follow an event."""
        if kind == "map_key":
            self._open[-1] = str(value)
        elif kind in {"start_map", "start_array"}:
            self._open.append("" if kind == "start_map" else None)
            if len(self._open) > self._depth:
                raise NestedTooDeep(f"The file is nested deeper than {self._depth} levels; save it flatter.")
        elif kind in {"end_map", "end_array"}:
            self._open.pop()
