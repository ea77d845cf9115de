"""The files of a job on its page, and their download by whoever may see the job."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.storage import InMemoryStorage
from django.test import Client

from django_jobkit.models import Job, JobArtifact
from django_jobkit.services.attach import attach_file
from tests.admin.conftest import LIST

MakeJob = Callable[..., Job]


@pytest.fixture(autouse=True)
def storage() -> Iterator[InMemoryStorage]:
    """Keep artifacts in memory."""
    kept = InMemoryStorage()
    with patch.object(JobArtifact._meta.get_field("file"), "storage", kept):
        yield kept


@pytest.fixture
def job(make_job: MakeJob) -> Job:
    """A job that attached a page with a name that is one as well."""
    job = make_job("RUNNING")
    attach_file(job.pk, 1, "<b>page<b>.html", b"<p>")
    return job


def download_of(job: Job) -> str:
    return f"{LIST}{job.pk}/artifacts/{JobArtifact.objects.get().pk}/"


def test_the_page_of_a_job_leads_to_its_files(boss: Client, job: Job) -> None:
    shown = boss.get(f"{LIST}{job.pk}/change/").content.decode()
    assert f'<a href="{download_of(job)}">&lt;b&gt;page&lt;b&gt;.html</a>' in shown
    assert "text/html, attempt 1" in shown
    answer: Any = boss.get(download_of(job))
    assert b"".join(answer.streaming_content) == b"<p>"
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert answer["Content-Disposition"].startswith("attachment")


def test_who_may_not_see_jobs_may_not_have_their_files(staff: Callable[..., Client], job: Job) -> None:
    assert staff("delete_job").get(download_of(job)).status_code in {403, 404}
    assert Client().get(download_of(job)).status_code == 302
    seen: Any = staff("view_job", "cancel_job").get(download_of(job))
    assert b"".join(seen.streaming_content) == b"<p>"


def test_what_is_unknown_or_gone_is_a_404(boss: Client, job: Job, make_job: MakeJob, storage: InMemoryStorage) -> None:
    artifact = JobArtifact.objects.get()
    for path in (f"{make_job().pk}/artifacts/{artifact.pk}", f"{job.pk}/artifacts/0", f"x/artifacts/{artifact.pk}"):
        assert boss.get(f"{LIST}{path}/").status_code == 404
    storage.delete(str(artifact.file.name))
    assert boss.get(download_of(job)).status_code == 404


def test_whoever_deletes_a_job_is_told_of_its_files(boss: Client, make_job: MakeJob) -> None:
    job = make_job("RUNNING")
    attach_file(job.pk, 1, "a", b"")
    Job.objects.filter(pk=job.pk).update(status="PENDING", lease_expires_at=None, lane="default")
    shown = boss.get(f"{LIST}{job.pk}/delete/").content.decode()
    assert "Artifacts: 1" in shown
