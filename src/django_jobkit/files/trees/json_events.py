"""JSON as a stream of events, a block of the file at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django_jobkit.exceptions import ExtraMissing
from django_jobkit.files.errors import JsonDamaged, NestedTooDeep, RecordTooLarge
from django_jobkit.files.limits import Limits
from django_jobkit.files.packing.streams import Stream
from django_jobkit.files.trees.strict_json import strict_json

#: The kind of an event (start_map, map_key, string, …) and its value.
Event = tuple[str, Any]
_BLOCK = 64 * 1024
#: As much JSON as is read at once where no streaming parser is installed.
_WHOLE = 16 * 1024 * 1024
#: Characters that are shown of what the parser stumbled over.
_BEFORE, _BEHIND = 20, 12
_NO_NUMBER = re.compile(r"\b(?:nan|inf|infinity)\b", re.IGNORECASE)
_KINDS = {str: "string", bool: "boolean", int: "number", float: "number", type(None): "null"}


def json_events(stream: Stream, limits: Limits) -> Iterator[list[Event]]:
    """The events of each block; raises JsonDamaged, after all events before the damage were given."""
    try:
        import ijson
    except ImportError:
        yield from _from_the_whole(stream)
        return
    events: Any = ijson.sendable_list()
    parser = ijson.basic_parse_coro(events, use_float=True)
    line, silent = 1, 0
    while True:
        data = stream.read(_BLOCK)
        failure: Exception | None = None
        try:
            parser.send(data) if data else parser.close()
        except (ijson.JSONError, ValueError, OverflowError) as error:
            failure = error
        # Where nothing was said, one text or number goes on, and the parser holds it.
        silent = 0 if events else silent + len(data)
        yield list(events)
        del events[:]
        if failure is not None:
            raise _damaged(failure, stream.offset - len(data), line, at_end=not data) from failure
        if silent > limits.line_bytes:
            raise RecordTooLarge(f"A text from line {line:,} on is larger than {limits.line_bytes:,} bytes.")
        if not data:
            return
        line += data.count(b"\n")


def _damaged(error: Exception, offset: int, line: int, *, at_end: bool) -> JsonDamaged:
    if at_end:
        return JsonDamaged(f"The JSON ends too early, in or behind line {line:,}; upload the whole file.")
    place = f"within {_BLOCK // 1024} kB behind byte {offset:,} (line {line:,})"
    return JsonDamaged(f"The file is not valid JSON {place}: {_reason(str(error))}.")


def _reason(said: str) -> str:
    """What the parser says, with the text it points at; below its words it draws an arrow."""
    words, _, drawing = said.partition("\n")
    text, _, arrow = drawing.partition("\n")
    words, at = words[:100].rstrip("."), arrow.find("^")
    if at < 0:
        return words
    near = text[max(0, at - _BEFORE) : at + _BEHIND].strip()
    hint = "; NaN and Infinity are no JSON, write null" if _NO_NUMBER.search(near) else ""
    return f"{words}, near {near!r}{hint}"


def _from_the_whole(stream: Stream) -> Iterator[list[Event]]:
    text = b""
    while data := stream.read(_BLOCK):
        text += data
        if len(text) > _WHOLE:
            raise ExtraMissing("files")
    try:
        value = strict_json(text)
    except RecursionError as error:
        raise NestedTooDeep from error
    except ValueError as error:
        raise JsonDamaged(f"The file is not valid JSON: {error}."[:300]) from error
    yield list(_events_of(value))


def _events_of(value: Any) -> Iterator[Event]:
    if isinstance(value, dict):
        yield "start_map", None
        for key, inner in value.items():
            yield "map_key", key
            yield from _events_of(inner)
        yield "end_map", None
    elif isinstance(value, list):
        yield "start_array", None
        for inner in value:
            yield from _events_of(inner)
        yield "end_array", None
    else:
        yield _KINDS[type(value)], value
