"""Whether an import may bring the file that it brings."""

from __future__ import annotations

from typing import Any

from django.core.files import File

from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.importing.registry import Platform
from django_jobkit.questions.problems import InvalidOptions, UploadTooLarge
from django_jobkit.services.stored_files import refused_because, too_large_because


def check_upload(platform: Platform, upload: File[Any] | None) -> None:
    """Raise InvalidOptions, naming ``file``, when there should be an `upload` or should not; UploadTooLarge."""
    named = f"platform {platform.name!r}"
    if refused := refused_because(named, upload, is_taken=platform.takes_upload):
        raise InvalidOptions(details={"file": [refused]})
    if too_large := too_large_because(upload, questions_config.MAX_UPLOAD_BYTES):
        raise UploadTooLarge(details={"file": [too_large]})
