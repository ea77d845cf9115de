"""People with UUIDs."""

from __future__ import annotations
