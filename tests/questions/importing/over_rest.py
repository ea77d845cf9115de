"""Clients that import, and a file for them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from django_jobkit.models import Job
from tests.questions.importing.kit import run_one
from tests.rest.conftest import client_of, make_user

CSV = b"title,difficulty,tags\nTwo Sum,Easy,array\n,Hard,\nLRU Cache,impossible,=cmd()\n"


@pytest.fixture
def api(db: None) -> APIClient:
    """Somebody's client."""
    return client_of(make_user("somebody"))


@pytest.fixture
def other_api(db: None) -> APIClient:
    """Somebody else's."""
    return client_of(make_user("other"))


def an_upload(content: bytes = CSV, **fields: Any) -> dict[str, Any]:
    """A form with a file."""
    return {"file": SimpleUploadedFile("mine.csv", content), **fields}


def start_file(api: APIClient, content: bytes = CSV, **fields: Any) -> dict[str, Any]:
    """An import of a file that has run."""
    answer = api.post("/api/import/file/", an_upload(content, **fields), format="multipart")
    assert answer.status_code == 202, answer.json()
    run_one(Job.objects.get(pk=answer.json()["id"]))
    told: dict[str, Any] = api.get(answer["Location"]).json()
    return told
