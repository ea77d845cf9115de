"""Executors, in this process."""

from __future__ import annotations
