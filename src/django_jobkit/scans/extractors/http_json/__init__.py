"""The extractor ``http_json``: what a JSON API answers, page after page."""

from __future__ import annotations

from django_jobkit.scans.extractors.http_json.extract import http_json

__all__ = ["http_json"]
