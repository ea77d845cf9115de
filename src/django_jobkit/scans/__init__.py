"""Scans: jobs that pull records out of a source and keep them as a collection."""

from __future__ import annotations

from django_jobkit.scans.extracting import Batch, Cursor, Problem, Record, ScanContext, Yielded
from django_jobkit.scans.problems import ExtractionError
from django_jobkit.scans.registry import Extractor, extractor

__all__ = [
    "Batch",
    "Cursor",
    "ExtractionError",
    "Extractor",
    "Problem",
    "Record",
    "ScanContext",
    "Yielded",
    "extractor",
]
