"""Tests of what extractors and platforms have in common."""

from __future__ import annotations
