"""The host's own work, which it happens to call jobs."""

from __future__ import annotations
