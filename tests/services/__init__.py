"""The verbs, on whatever database the run uses."""

from __future__ import annotations
