"""``manage.py jobkit_prune``: delete what is old enough, and nothing else."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.utils import timezone

from django_jobkit.management.commands.jobkit_prune import as_age
from django_jobkit.models import Job, JobArtifact, JobStatus
from django_jobkit.services import stored_files

pytestmark = pytest.mark.django_db


def make(status: str, age: timedelta) -> Job:
    then = timezone.now() - age
    ended = status not in {"PENDING", "RUNNING"}
    fields: dict[str, Any] = {"finished_at": then} if ended else {}
    job = Job.objects.create(name="x", status=status, created_at=then, updated_at=then, **fields)
    JobStatus.objects.create(job=job, seq=1, status_type=status, timestamp=then)
    return job


def prune(*arguments: str) -> str:
    out = io.StringIO()
    call_command("jobkit_prune", *arguments, stdout=out, no_color=True)
    return out.getvalue()


@pytest.fixture
def jobs() -> dict[str, Job]:
    long_ago = timedelta(days=40)
    return {
        "old": make("COMPLETED", long_ago),
        "old-cancelled": make("CANCELLED", long_ago),
        "young": make("COMPLETED", timedelta(days=5)),
        "unfinished": make("PENDING", long_ago),
    }


def left(jobs: dict[str, Job]) -> set[str]:
    ids = set(Job.objects.values_list("pk", flat=True))
    return {name for name, job in jobs.items() if job.pk in ids}


def test_old_finished_jobs_go_with_their_histories(jobs: dict[str, Job]) -> None:
    assert "Deleted 2 jobs" in prune("--older-than", "30d")
    assert left(jobs) == {"young", "unfinished"}
    assert JobStatus.objects.count() == 2


def test_the_age_is_the_retention_when_nobody_says_otherwise(jobs: dict[str, Job], settings: Any) -> None:
    settings.JOBKIT = {"RETENTION": timedelta(days=1)}
    prune()
    assert left(jobs) == {"unfinished"}


def test_without_any_age_nothing_is_deleted(jobs: dict[str, Job]) -> None:
    with pytest.raises(CommandError, match="Say how old is old"):
        prune()
    assert len(left(jobs)) == 4


def test_a_dry_run_only_counts(jobs: dict[str, Job]) -> None:
    assert prune("--older-than", "30d", "--dry-run").startswith("2 jobs ended over 30 days")
    assert len(left(jobs)) == 4


def test_many_jobs_go_in_batches(jobs: dict[str, Job], settings: Any) -> None:
    settings.JOBKIT = {"BATCH": 1}
    told = prune("--older-than", "30d", "--verbosity", "2")
    assert "1 deleted so far\n2 deleted so far\n" in told


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("30d", timedelta(days=30)),
        ("12h", timedelta(hours=12)),
        ("90m", timedelta(minutes=90)),
        ("45S", timedelta(seconds=45)),
        ("2w", timedelta(weeks=2)),
    ],
)
def test_an_age_is_a_number_and_a_unit(text: str, age: timedelta) -> None:
    assert as_age(text) == age


@pytest.mark.parametrize("text", ["30", "d", "-1d", "1.5d", "30 days", "", "999999999w"])
def test_anything_else_is_no_age(text: str) -> None:
    with pytest.raises(CommandError):
        as_age(text)


def test_files_that_nothing_names_are_swept_up_on_request(tmp_path: Any) -> None:
    field = JobArtifact._meta.get_field("file")
    with (
        patch.object(field, "storage", FileSystemStorage(tmp_path)),
        patch.object(stored_files, "_columns", [stored_files.FileColumn(JobArtifact, field)]),
        patch.object(FileSystemStorage, "get_modified_time", return_value=timezone.now() - timedelta(days=2)),
    ):
        stored_files.keep_file(field, ContentFile(b"", "a"))
        assert "1 stored files would be deleted" in prune("--orphaned-files", "--dry-run")
        assert "Deleted 1 stored files" in prune("--orphaned-files")
        assert "Deleted 0 stored files" in prune("--orphaned-files", "--older-than", "1d")
