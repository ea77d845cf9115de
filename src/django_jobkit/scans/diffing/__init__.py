"""How the records of one scan differ from those of another."""

from __future__ import annotations

from django_jobkit.scans.diffing.comparison import Comparison, compare
from django_jobkit.scans.problems import KeyMissing

__all__ = ["Comparison", "KeyMissing", "compare"]
