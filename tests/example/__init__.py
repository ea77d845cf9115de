"""The example project, from outside as processes and from inside with its own settings."""

from __future__ import annotations
