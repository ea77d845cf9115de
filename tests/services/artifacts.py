"""A storage for artifacts, and what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.storage import InMemoryStorage

from django_jobkit.models import JobArtifact


@pytest.fixture(autouse=True)
def storage() -> Iterator[InMemoryStorage]:
    """Keep artifacts in memory."""
    kept = InMemoryStorage()
    with patch.object(JobArtifact._meta.get_field("file"), "storage", kept):
        yield kept


def files(storage: InMemoryStorage, folder: str = "") -> list[str]:
    """All that is stored."""
    folders, names = storage.listdir(folder)
    return [f"{folder}/{name}" for name in names] + [
        found for inner in folders for found in files(storage, f"{folder}/{inner}".lstrip("/"))
    ]


def listed(run: Any) -> dict[str, bytes]:
    """The artifacts of a job with what is in them."""
    return {row.name: row.file.read() for row in JobArtifact.objects.filter(job_id=run.id).order_by("pk")}
