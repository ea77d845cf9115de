"""The front desk, asked over HTTP."""

from __future__ import annotations
