"""Records out of NDJSON, a JSON value on each line."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from django_jobkit.files.errors import FileError
from django_jobkit.files.found import Batch, Problem
from django_jobkit.files.reading import Reading
from django_jobkit.files.text.lines import Lines
from django_jobkit.files.trees.depth import is_deeper
from django_jobkit.files.trees.strict_json import strict_json


def read_ndjson(reading: Reading) -> Iterator[Batch | Problem]:
    """Every line that is a value; one that is not becomes a problem, and the others are read."""
    stream, encoding = reading.text_from_here()
    lines = Lines(stream, encoding, reading.limits, reading.notes, reading.position.line)
    if reading.position.layout is None:
        reading.found({})
        # The reader is picked by the cursor from here on.
        skip = reading.options.skip_rows
    else:
        skip = 0
    texts = chain.from_iterable(lines.blocks())
    lines.release(sum(1 for _ in islice(texts, skip)))
    failure: FileError | None = None
    while failure is None:
        before = lines.offset
        taken: list[str] = []
        try:
            _take(texts, taken, lines, reading)
        except FileError as error:
            failure = error
        if not taken:
            break
        found = {
            number: record
            for number, text in enumerate(taken, lines.line + 1)
            for record in _record(text, number, reading)
        }
        lines.release(len(taken))
        yield from reading.batch([*found.values()], lines.offset, lines.line, lines.offset - before, lines=[*found])
    if failure is not None:
        raise failure


def _take(texts: Iterator[str], taken: list[str], lines: Lines, reading: Reading) -> None:
    for text in texts:
        taken.append(text)
        if len(taken) == reading.limits.batch_records or lines.given > reading.limits.batch_bytes:
            return


def _record(text: str, number: int, reading: Reading) -> list[dict[str, Any]]:
    """The record on the line, in a list; none on a blank line or one that is not JSON."""
    if not text.strip(" \t\r\n\0\x1e"):
        return []
    try:
        value = strict_json(text.strip(" \t\r\n\x1e"))
        if is_deeper(value, reading.limits.depth):
            raise RecursionError
    except RecursionError:
        message = f"The line is nested deeper than {reading.limits.depth} levels, which is not read."
        reading.notes.add("nested_too_deep", message, line=number, raw=text)
        return []
    except ValueError as error:
        reading.notes.add("line_not_json", f"The line is not JSON: {error}."[:300], line=number, raw=text)
        return []
    return [value if isinstance(value, dict) else {"value": value}]
