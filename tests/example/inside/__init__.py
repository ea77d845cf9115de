"""Tests that run with the settings of the example project."""

from __future__ import annotations
