"""The extractors that are built in; the app's autodiscovery imports this."""

from __future__ import annotations

from django_jobkit.scans.extractors.diffs import diff
from django_jobkit.scans.extractors.file import read_file
from django_jobkit.scans.extractors.html import html
from django_jobkit.scans.extractors.http_json import http_json
from django_jobkit.scans.extractors.sample import sample

__all__ = ["diff", "html", "http_json", "read_file", "sample"]
