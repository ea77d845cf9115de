"""Commands that show what the service does."""

from __future__ import annotations
