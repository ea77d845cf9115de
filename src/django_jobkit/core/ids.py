"""Identifiers that sort by time."""

from __future__ import annotations

import uuid

from uuid_utils import compat


def new_job_id() -> uuid.UUID:
    """A UUID of version 7 (RFC 9562, section 5.7), monotonic within the process."""
    return compat.uuid7()
