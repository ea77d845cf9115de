"""Where in a JSON file the records are."""

from __future__ import annotations

from collections.abc import Iterator

from django_jobkit.files.errors import FileError
from django_jobkit.files.limits import Limits
from django_jobkit.files.packing.streams import Stream
from django_jobkit.files.trees.json_events import json_events
from django_jobkit.files.trees.json_walk import Walk

#: When an array was found, no more than so many bytes are searched for a longer one.
_SEARCHED = 8 * 1024 * 1024


def find_path(stream: Stream, limits: Limits) -> str:
    """The path to the longest array of objects near the beginning; "" for the root, be it an array or an object.

    An array inside of another is part of its records.
    """
    found: dict[str, int] = {}
    try:
        for is_root in _count(stream, limits, found):
            if is_root:
                return ""
            if found and stream.offset > _SEARCHED:
                break
    except FileError:
        # It is found again, and told, when the records before it were read.
        if not found:
            return ""
    return max(found, key=lambda path: found[path]) if found else ""


def _count(stream: Stream, limits: Limits, found: dict[str, int]) -> Iterator[bool]:
    """Count the objects of each array into `found`; yields after each block whether the root is an array or a value."""
    walk = Walk(limits.depth)
    array, level = "", 0
    for events in json_events(stream, limits):
        for kind, value in events:
            if not walk.level and kind not in {"start_map", "end_map"}:
                yield True
                return
            if kind == "start_array" and not walk.in_array:
                array, level = walk.path(), walk.level + 1
            elif kind == "start_map" and walk.in_array and walk.level == level:
                found[array] = found.get(array, 0) + 1
            walk.step(kind, value)
        yield False
