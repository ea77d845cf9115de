"""Records as one JSON array, and as lines of JSON."""

from __future__ import annotations

from collections.abc import Iterator

from django_jobkit.scans.formats.content import Content
from django_jobkit.scans.formats.format import Download, Format


class Json(Format):
    """One array of objects."""

    name = "json"
    media_type = "application/json"
    extension = "json"

    def write(self, content: Content, *, raw: bool = False) -> Download:
        """The lines with commas and brackets around them."""
        return Download(_array(content.lines()))


class Ndjson(Format):
    """An object a line."""

    name = "ndjson"
    media_type = "application/x-ndjson"
    extension = "ndjson"

    def write(self, content: Content, *, raw: bool = False) -> Download:
        """The lines as they are."""
        return Download(content.lines())


def _array(pieces: Iterator[bytes]) -> Iterator[bytes]:
    before = b"["
    for lines in pieces:
        # JSON has no newlines inside a line, so each one parts two records.
        yield before + lines.rstrip(b"\n").replace(b"\n", b",\n")
        before = b",\n"
    yield b"[]\n" if before == b"[" else b"]\n"
