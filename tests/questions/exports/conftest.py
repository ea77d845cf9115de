"""Exports over HTTP, run as soon as they are asked for, their files in a folder of the test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_jobkit.testing.questions import new_owner

URL = "/api/questions/export/"


@pytest.fixture
def owner(db: None) -> Any:
    return new_owner()


@pytest.fixture
def client(owner: Any) -> APIClient:
    client = APIClient()
    client.force_authenticate(owner)
    return client


@pytest.fixture
def exported(
    client: APIClient, settings: Any, tmp_path: Any, jobs_run_on_commit: Callable[[], Any]
) -> Callable[..., tuple[dict[str, Any], bytes]]:
    """Export what is asked for; gives the result of the job and the file."""
    settings.MEDIA_ROOT = tmp_path

    def export(**asked: Any) -> tuple[dict[str, Any], bytes]:
        with jobs_run_on_commit():
            answer = client.post(URL, asked, format="json")
        assert answer.status_code == 202, answer.content
        job = client.get(answer.headers["Location"]).json()
        assert job["status"] == "COMPLETED", job
        (artifact,) = client.get(job["links"]["artifacts"]).json()["results"]
        assert artifact["name"] == job["result"]["artifact"]
        content = client.get(artifact["links"]["download"])
        return job["result"], b"".join(content.streaming_content)

    return export
