"""``demo`` and ``serve``."""

from __future__ import annotations
