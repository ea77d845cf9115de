"""The host's site."""

from __future__ import annotations
