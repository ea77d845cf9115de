"""How much of a file is taken, read once from the settings of scans."""

from __future__ import annotations

from dataclasses import dataclass

from django_jobkit.scans.conf import scans_config


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one reading; each is checked while reading, never by what the file says of itself."""

    columns: int
    cell_bytes: int
    line_bytes: int
    depth: int
    members: int
    ratio: int
    unpacked_bytes: int
    shared_strings: int
    batch_records: int
    #: After so many bytes a batch ends, however few records it has.
    batch_bytes: int

    @classmethod
    def now(cls) -> Limits:
        """The limits as they are set."""
        return cls(
            columns=scans_config.MAX_COLUMNS,
            cell_bytes=scans_config.MAX_CELL_BYTES,
            line_bytes=scans_config.MAX_LINE_BYTES,
            depth=scans_config.MAX_DEPTH,
            members=scans_config.MAX_MEMBERS,
            ratio=scans_config.MAX_RATIO,
            unpacked_bytes=scans_config.MAX_UNPACKED_BYTES,
            shared_strings=scans_config.MAX_SHARED_STRINGS,
            batch_records=scans_config.CHUNK_RECORDS,
            batch_bytes=scans_config.CHUNK_BYTES,
        )
