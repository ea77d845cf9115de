"""Finding out from the first answer how a server pages."""

from __future__ import annotations

from django_jobkit.scans.extractors.http_json.detecting.answer import Answer
from django_jobkit.scans.extractors.http_json.detecting.paging import detect, unclear

__all__ = ["Answer", "detect", "unclear"]
