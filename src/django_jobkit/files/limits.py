"""How much of a file is taken."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one reading; each is checked while reading, never by what the file says of itself."""

    columns: int = 2000
    cell_bytes: int = 1024 * 1024
    line_bytes: int = 4 * 1024 * 1024
    depth: int = 64
    members: int = 100
    ratio: int = 200
    unpacked_bytes: int = 10 * 1024 * 1024 * 1024
    shared_strings: int = 2_000_000
    batch_records: int = 1000
    #: After so many bytes a batch ends, however few records it has.
    batch_bytes: int = 4 * 1024 * 1024
