"""The extractor ``file``: what an uploaded file holds, as records."""

from __future__ import annotations

from django_jobkit.files.options import FileOptions
from django_jobkit.scans.extractors.file.extractor import read_file

__all__ = ["FileOptions", "read_file"]
