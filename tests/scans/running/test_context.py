"""What an extractor holds of its scan."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from django_jobkit.scans import ExtractionError
from django_jobkit.scans.models import Scan
from tests.scans.running.kit import run, started, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(monkeypatch: Any, tmp_path: Path) -> FileSystemStorage:
    """Where uploaded files are kept."""
    storage = FileSystemStorage(tmp_path)
    monkeypatch.setattr(Scan._meta.get_field("upload"), "storage", storage)
    return storage


def lines(options: Any, scan: Any) -> Iterator[Any]:
    for line in scan.open_upload():
        yield {"line": line.decode().strip(), "of": scan.upload_name}


def test_the_file_is_read_and_closed(an_extractor: Any, files: FileSystemStorage) -> None:
    opened: list[Any] = []

    def extract(options: Any, scan: Any) -> Iterator[Any]:
        opened.append(scan.open_upload())
        yield {"text": opened[0].read().decode()}

    scan = run(started(an_extractor(extract, takes_upload=True), upload=ContentFile(b"one", "a.txt")))
    assert stored(scan) == [{"text": "one"}]
    assert opened[0].closed


def test_a_file_that_is_gone_is_said_to_be(an_extractor: Any, files: FileSystemStorage) -> None:
    scan = started(an_extractor(lines, takes_upload=True), upload=ContentFile(b"one", "a.txt"))
    files.delete(str(scan.upload.name))
    scan = run(scan)
    assert scan.job.status == "FAILED"
    assert scan.job.error["code"] == "upload_gone"


def test_where_there_is_no_file_none_is_opened(an_extractor: Any) -> None:
    scan = run(started(an_extractor(lines)))
    assert scan.job.error["code"] == "no_upload"


def test_the_owner_is_known(an_extractor: Any, django_user_model: Any) -> None:
    def extract(options: Any, scan: Any) -> Iterator[Any]:
        yield {"owner": scan.owner and scan.owner.username}

    ann = django_user_model.objects.create(username="ann")
    extractor = an_extractor(extract)
    assert stored(run(started(extractor, owner=ann))) == [{"owner": "ann"}]
    assert stored(run(started(extractor))) == [{"owner": None}]


def test_the_way_out_is_guarded_and_closed(an_extractor: Any) -> None:
    pytest.importorskip("requests_hardened")

    def extract(options: Any, scan: Any) -> Iterator[Any]:
        assert scan.http is scan.http
        scan.http.get("http://127.0.0.1:9/")
        yield {}

    scan = run(started(an_extractor(extract)))
    assert scan.job.status == "FAILED"
    assert scan.job.error["code"] in {"address_refused", "port_refused"}


def test_an_error_that_may_pass_is_tried_again_so_many_times(an_extractor: Any, settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "SCANS": {"MAX_ATTEMPTS": 2}}

    def extract(options: Any, scan: Any) -> Iterator[Any]:
        yield {"n": 1}
        raise ExtractionError("Busy.", code="busy", retry=True)

    scan = run(started(an_extractor(extract)))
    assert scan.job.status == "PENDING"
    scan = run(scan)
    assert (scan.job.status, scan.job.attempt, scan.job.error["code"]) == ("FAILED", 2, "busy")
