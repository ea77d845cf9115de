"""The extractors that are built in; the app's autodiscovery imports this."""

from __future__ import annotations

from django_jobkit.scans.extractors.diffs import diff
from django_jobkit.scans.extractors.http_json import http_json
from django_jobkit.scans.extractors.sample import sample

__all__ = ["diff", "http_json", "sample"]
