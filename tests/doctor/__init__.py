"""The doctor, one illness at a time."""

from __future__ import annotations
