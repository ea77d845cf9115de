"""Our own JSON exports, known by how they begin."""

from __future__ import annotations

import re

from django_jobkit.files.packing.streams import Stream

_HEAD = 4096
#: An object whose questions come behind nothing but plain values.
_EXPORT = re.compile(r'\s*\{(?:\s*"[^"\\]*"\s*:\s*(?:"[^"\\]*"|[\w.+-]+)\s*,)*\s*"questions"\s*:\s*\[', re.ASCII)


def export_path(stream: Stream) -> str | None:
    """The path to the questions, None when `stream` is something else."""
    text = stream.head(_HEAD).decode("utf-8-sig", "replace")
    return "questions" if _EXPORT.match(text) else None
