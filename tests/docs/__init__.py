"""The documentation does what it says."""

from __future__ import annotations
