"""Whether the files of jobs have a place, and one that is private; the files of guests as well."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from django.core.files.storage import FileSystemStorage, storages

from django_jobkit.checks.shape import is_sound
from django_jobkit.conf import config

_ARTIFACTS = "JOBKIT['ARTIFACT_STORAGE']"


def check_artifact_storage(**kwargs: Any) -> list[CheckMessage]:
    """E070: ARTIFACT_STORAGE is an alias in STORAGES."""
    return unknown_alias(config.ARTIFACT_STORAGE, _ARTIFACTS, "jobkit.E070") if is_sound("ARTIFACT_STORAGE") else []


def check_artifact_privacy(**kwargs: Any) -> list[CheckMessage]:
    """W070, on deployment: artifacts do not lie where the web server serves them to anybody."""
    if not is_sound("ARTIFACT_STORAGE"):
        return []
    return served_to_anybody(config.ARTIFACT_STORAGE, _ARTIFACTS, "jobkit.W070", what="Artifacts of jobs")


def unknown_alias(alias: str, setting: str, id: str) -> list[CheckMessage]:
    """An error when STORAGES has no `alias`, which `setting` names."""
    if alias in settings.STORAGES:
        return []
    message = f"{setting} is {alias!r}, which is no alias in STORAGES."
    return [Error(message, hint=f"Choose one of {', '.join(sorted(settings.STORAGES))}, or add it there.", id=id)]


def served_to_anybody(alias: str, setting: str, id: str, *, what: str) -> list[CheckMessage]:
    """A warning when the storage `alias` keeps its files where MEDIA_URL leads to."""
    if alias not in settings.STORAGES or not settings.MEDIA_URL.strip("/"):
        return []
    storage = storages[alias]
    if not isinstance(storage, FileSystemStorage) or storage.location != FileSystemStorage().location:
        return []
    message = f"{what} are kept in MEDIA_ROOT, which web servers usually serve to anybody at MEDIA_URL."
    return [CheckWarning(message, hint=f"Name a storage with another location in {setting}.", id=id)]
