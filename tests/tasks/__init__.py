"""A small app with tasks for the tests to submit."""

from __future__ import annotations
