"""The platform ``file``: questions out of an uploaded file."""

from __future__ import annotations

from django_jobkit.questions.platforms.file.columns import propose_mapping
from django_jobkit.questions.platforms.file.options import FileImportOptions
from django_jobkit.questions.platforms.file.platform import read_file
from django_jobkit.questions.platforms.file.preview import check_mapping, preview_file

__all__ = ["FileImportOptions", "check_mapping", "preview_file", "propose_mapping", "read_file"]
