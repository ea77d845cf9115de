"""The management commands but for the worker."""

from __future__ import annotations
