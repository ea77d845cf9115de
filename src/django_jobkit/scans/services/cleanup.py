"""An uploaded file goes when its scan goes, by whatever way."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from django_jobkit.scans.models import Scan
from django_jobkit.scans.services.uploads import drop_upload


def drop_upload_of(sender: type[Scan], instance: Scan, using: str, **kwargs: Any) -> None:
    """Delete the file of a deleted scan once that is certain; a listener of ``post_delete``."""
    name = instance.upload.name
    if name:
        transaction.on_commit(lambda: drop_upload(name), using=using, robust=True)
