"""The system checks, each with settings that fail it."""

from __future__ import annotations
