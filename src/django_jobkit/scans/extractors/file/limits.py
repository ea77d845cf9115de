"""How much of an uploaded file a scan takes."""

from __future__ import annotations

from django_jobkit.files.limits import Limits
from django_jobkit.scans.conf import scans_config


def limits_of_scans() -> Limits:
    """The limits as they are set in ``JOBKIT["SCANS"]``."""
    return Limits(
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
