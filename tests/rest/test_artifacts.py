"""The files of jobs over HTTP: listed, downloaded whole, never shown as pages, and nobody else's."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.storage import FileSystemStorage, InMemoryStorage
from django.db import connection
from rest_framework.permissions import BasePermission
from rest_framework.test import APIClient

from django_jobkit import downloads
from django_jobkit.models import Job, JobArtifact
from django_jobkit.services.attach import attach_file
from tests.rest.conftest import client_of, make_job, make_user, url_of


@pytest.fixture(autouse=True)
def storage() -> Iterator[InMemoryStorage]:
    """Keep artifacts in memory."""
    kept = InMemoryStorage()
    with patch.object(JobArtifact._meta.get_field("file"), "storage", kept):
        yield kept


def job_with(owner: Any, *names: str, content: bytes = b"left behind", content_type: str | None = None) -> Job:
    """A job of `owner` that attached these."""
    job = make_job("RUNNING", owner=owner)
    for name in names:
        attach_file(job.pk, 1, name, content, content_type)
    return job


def download_of(job: Job) -> str:
    """Where its first artifact is."""
    artifact = job.artifacts.order_by("pk").first()
    assert artifact is not None
    return f"{url_of(job, 'artifacts')}{artifact.pk}/"


def body_of(answer: Any) -> bytes:
    """All that is sent."""
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_artifacts_are_listed_in_their_order_with_what_is_known_of_them(api: APIClient, owner: Any) -> None:
    job = job_with(owner, "b.csv", "a.txt")
    assert api.get(url_of(job)).json()["links"]["artifacts"] == f"http://testserver{url_of(job, 'artifacts')}"
    first, second = api.get(url_of(job, "artifacts")).json()["results"]
    assert (first["name"], second["name"]) == ("b.csv", "a.txt")
    assert first.pop("created_at").endswith("Z")
    assert first == {
        "id": first["id"],
        "name": "b.csv",
        "size": 11,
        "content_type": "text/csv",
        "sha256": hashlib.sha256(b"left behind").hexdigest(),
        "links": {"download": f"http://testserver{url_of(job, 'artifacts')}{first['id']}/"},
    }
    assert body_of(api.get(first["links"]["download"])) == b"left behind"


def test_a_list_of_jobs_asks_nothing_about_artifacts(
    api: APIClient, owner: Any, django_assert_max_num_queries: Any
) -> None:
    job = job_with(owner, "a", "b")
    with django_assert_max_num_queries(2) as asked:
        api.get("/api/jobs/")
    assert not [query for query in asked if "artifact" in query["sql"]]
    with django_assert_max_num_queries(2):
        assert len(api.get(url_of(job, "artifacts")).json()["results"]) == 2


@pytest.mark.parametrize("accept", ["*/*", "text/html", "text/csv;q=0.5", "application/json", "nonsense"])
def test_a_file_is_sent_to_be_saved_whatever_the_caller_lists(api: APIClient, owner: Any, accept: str) -> None:
    job = job_with(owner, "täble\u20141.csv")
    answer = api.get(download_of(job), HTTP_ACCEPT=accept)
    assert body_of(answer) == b"left behind"
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''t%C3%A4ble%E2%80%941.csv"
    assert (answer["Content-Length"], answer["X-Content-Type-Options"]) == ("11", "nosniff")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"].startswith("private")
    assert (answer["Accept-Ranges"], answer["ETag"]) == ("none", f'"{hashlib.sha256(b"left behind").hexdigest()}"')


def test_a_name_full_of_quotes_stays_within_its_header(api: APIClient, owner: Any) -> None:
    answer = api.get(download_of(job_with(owner, 'a"; filename=b.html; x="')))
    assert answer["Content-Disposition"] == r'attachment; filename="a\"; filename=b.html; x=\""'


@pytest.mark.parametrize(
    ("kept_as", "sent_as"),
    [
        ("text/html", "application/octet-stream"),
        ("text/html; charset=utf-8", "application/octet-stream"),
        ("image/svg+xml", "application/octet-stream"),
        ("application/xhtml+xml", "application/octet-stream"),
        ("text/xml", "application/octet-stream"),
        ("text/javascript", "application/octet-stream"),
        ("multipart/related", "application/octet-stream"),
        ("text/plain", "text/plain; charset=utf-8"),
        ("text/plain; charset=latin-1", "text/plain; charset=latin-1"),
        ("image/png", "image/png"),
        ("application/pdf", "application/pdf"),
        (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
)
def test_what_a_browser_would_run_is_sent_as_bytes(kept_as: str, sent_as: str) -> None:
    assert downloads.content_type(kept_as) == sent_as


def test_a_head_says_all_and_sends_nothing(api: APIClient, owner: Any) -> None:
    job = job_with(owner, "a.txt")
    asked, answer = api.head(download_of(job)), api.get(download_of(job))
    assert b"".join(asked.streaming_content) == b""
    assert asked.headers == answer.headers
    assert body_of(answer) == b"left behind"


def test_who_has_the_file_is_told_so(api: APIClient, owner: Any) -> None:
    job = job_with(owner, "a.txt")
    first = api.get(download_of(job))
    assert body_of(first) == b"left behind"
    again = api.get(download_of(job), HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again["ETag"], again.content) == (304, first["ETag"], b"")
    attach_file(job.pk, 1, "a.txt", b"replaced")
    assert body_of(api.get(download_of(job), HTTP_IF_NONE_MATCH=first["ETag"])) == b"replaced"


def test_a_range_is_answered_with_the_whole(api: APIClient, owner: Any) -> None:
    assert body_of(api.get(download_of(job_with(owner, "a.txt")), HTTP_RANGE="bytes=0-1")) == b"left behind"


def test_unknown_foreign_and_malformed_are_the_same(api: APIClient, owner: Any, other: Any) -> None:
    mine, foreign = job_with(owner, "a"), job_with(other, "b")
    theirs = JobArtifact.objects.get(job=foreign).pk
    below = url_of(mine, "artifacts")
    asked = [
        download_of(foreign),
        url_of(foreign, "artifacts"),
        f"/api/jobs/{'0' * 8}-0000-0000-0000-{'0' * 12}/artifacts/",
        "/api/jobs/x/artifacts/",
        *(f"{below}{wrong}/" for wrong in (theirs, 0, 10**18 - 1, "9" * 19, "x", "-1", "1e3", "\u0661", "%00", "1.0")),
    ]
    answers = [api.get(path) for path in asked]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}
    assert answers[0].json()["code"] == "not_found"


class NotToday(BasePermission):
    """Refuses each job by itself."""

    def has_object_permission(self, request: Any, view: Any, obj: Any) -> bool:
        """Never."""
        return not isinstance(obj, Job)


def test_permissions_of_the_host_are_asked_about_the_job(api: APIClient, owner: Any, jobkit: Any) -> None:
    job = job_with(owner, "a")
    jobkit(PERMISSIONS=["rest_framework.permissions.IsAuthenticated", f"{__name__}.NotToday"])
    assert api.get(url_of(job, "artifacts")).status_code == 403
    assert api.get(download_of(job)).status_code == 403


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_file_that_is_gone_from_the_storage_is_a_410(
    api: APIClient, owner: Any, storage: InMemoryStorage, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    job = job_with(owner, "a")
    storage.delete(JobArtifact.objects.get().file.name)
    answer = getattr(api, method)(download_of(job))
    assert answer.status_code == 410
    assert method == "head" or answer.json()["code"] == "artifact_gone"
    assert "is gone" in caplog.text


def test_a_storage_that_is_away_is_a_503(api: APIClient, owner: Any) -> None:
    job = job_with(owner, "a")
    with patch.object(InMemoryStorage, "_open", side_effect=OSError("no route")):
        answer = api.get(download_of(job))
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert "no route" not in answer.content.decode()


def test_a_large_file_is_read_in_pieces_under_wsgi_and_asgi(api: APIClient, owner: Any) -> None:
    content = bytes(range(256)) * 3000
    job = job_with(owner, "large.bin", content=content)
    pieces = list(api.get(download_of(job)).streaming_content)
    assert b"".join(pieces) == content
    assert max(map(len, pieces)) <= 256 * 1024

    async def read() -> list[bytes]:
        return [piece async for piece in downloads.download(JobArtifact(**row))]

    row = JobArtifact.objects.values().get()
    assert asyncio.run(read()) == pieces


def test_a_download_that_is_given_up_closes_the_file(owner: Any, tmp_path: Path) -> None:
    with patch.object(JobArtifact._meta.get_field("file"), "storage", FileSystemStorage(tmp_path)):
        job_with(owner, "a")
        artifact = JobArtifact.objects.get()
        answer = downloads.download(artifact)
        assert not artifact.file.closed
        with patch("django.http.response.signals.request_finished"):
            answer.close()
        assert artifact.file.closed


@pytest.mark.django_db(transaction=True)
def test_downloads_go_with_atomic_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
    user = make_user("atomic")
    job = job_with(user, "a.txt")
    assert body_of(client_of(user).get(download_of(job))) == b"left behind"
