"""The extractor ``html``: what web pages show."""

from __future__ import annotations

from django_jobkit.scans.extractors.html.extract import html

__all__ = ["html"]
