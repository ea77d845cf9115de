"""Files that no row names are found and deleted, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, InMemoryStorage

from django_jobkit.models import Job, JobArtifact
from django_jobkit.services import stored_files
from django_jobkit.services.attach import attach_file
from django_jobkit.services.stored_files import keep_file
from django_jobkit.services.sweep import PATIENCE, sweep_files
from django_jobkit.testing.plugin import jobkit_settings
from tests.services import kit

FIELD = JobArtifact._meta.get_field("file")
pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The process is gone at this very place."""


@pytest.fixture(autouse=True)
def storage(tmp_path: Any) -> Iterator[FileSystemStorage]:
    """A folder of its own, in which every file is old enough."""
    kept = FileSystemStorage(tmp_path)
    columns = [stored_files.FileColumn(JobArtifact, FIELD)]
    with (
        patch.object(FIELD, "storage", kept),
        patch.object(stored_files, "_columns", columns),
        patch.object(FileSystemStorage, "get_modified_time", return_value=datetime(2000, 1, 1, tzinfo=UTC)),
    ):
        yield kept


def killed_at(place: str) -> None:
    """Attach a file in a process that is killed there."""
    run = kit.running()
    with (
        patch("django_jobkit.services.stored_files.drop_file"),
        patch(place, side_effect=Killed),
        pytest.raises(Killed),
    ):
        attach_file(run.id, 1, "a.csv", b"a")


def all_names(storage: FileSystemStorage) -> list[str]:
    return sorted(str(path) for path in Path(storage.location).rglob("*.*"))


@pytest.mark.parametrize(
    "place", ["django_jobkit.services.attach.retry_transient", "django_jobkit.models.JobArtifact.save"]
)
def test_the_file_of_a_process_that_died_before_its_row_was_written_is_swept_up(
    place: str, storage: FileSystemStorage
) -> None:
    killed_at(place)
    assert len(all_names(storage)) == 1
    assert not JobArtifact.objects.exists()
    assert sweep_files() == 1
    assert all_names(storage) == []


def test_files_that_have_rows_stay(storage: FileSystemStorage) -> None:
    run = kit.running()
    attach_file(run.id, 1, "a", b"a")
    keep_file(FIELD, ContentFile(b"", "b"))
    with jobkit_settings(BATCH=1):
        assert sweep_files() == 1
    with JobArtifact.objects.get().file.open() as file:
        assert file.read() == b"a"


def test_a_young_file_may_have_a_row_soon(storage: FileSystemStorage) -> None:
    keep_file(FIELD, ContentFile(b"", "a"))
    young = datetime.now(UTC) - PATIENCE + timedelta(minutes=1)
    with patch.object(FileSystemStorage, "get_modified_time", return_value=young):
        assert sweep_files() == 0


def test_what_others_put_there_stays(storage: FileSystemStorage) -> None:
    for name in ("jobkit/artifacts/2026/01/readme.txt", "jobkit/artifacts/keep", "jobkit/" + "a" * 32):
        storage.save(name, ContentFile(b""))
    assert sweep_files() == 0


def test_a_storage_that_cannot_list_is_passed_over_and_an_empty_one_is_clean() -> None:
    assert sweep_files() == 0
    with patch.object(FileSystemStorage, "listdir", side_effect=NotImplementedError):
        assert sweep_files() == 0


def test_files_that_vanish_meanwhile_do_no_harm() -> None:
    keep_file(FIELD, ContentFile(b"", "a"))
    with patch.object(FileSystemStorage, "get_modified_time", side_effect=FileNotFoundError):
        assert sweep_files() == 0


def test_the_columns_of_guests_are_looked_after_as_well() -> None:
    from django_jobkit.scans.models import Scan

    stored_files.register(Scan, "upload")
    column = stored_files.file_columns()[-1]
    assert (str(column), column.folder) == ("jobkit_scans.Scan.upload", "jobkit/scans/")


def test_a_storage_that_cannot_delete_is_told_of_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with patch.object(InMemoryStorage, "delete", side_effect=OSError):
        stored_files.drop_file(InMemoryStorage(), "x")
    assert "The stored file x could not be deleted." in caplog.text
    assert not Job.objects.exists()
