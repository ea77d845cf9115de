"""The jobs in Django's admin."""

from __future__ import annotations
