"""The extractor ``sample``: a bundled data set, for a first look at what a scan is."""

from __future__ import annotations

from django_jobkit.scans.extractors.sample.elements import sample

__all__ = ["sample"]
