"""Commands that run the service."""

from __future__ import annotations
