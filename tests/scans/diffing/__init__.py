"""What changed from one collection of records to the next."""

from __future__ import annotations
