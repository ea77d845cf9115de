"""Files that scans are started with: taken in whole, or refused by field before they are kept."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.storage import InMemoryStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from rest_framework.exceptions import ParseError
from rest_framework.test import APIClient

from django_jobkit.scans.models import Scan
from django_jobkit.scans.rest.uploads import ScanUploadParser
from tests.scans.rest.conftest import SCANS, START, started

pytestmark = pytest.mark.usefixtures("doors")


@pytest.fixture(autouse=True)
def storage() -> Any:
    """Keep uploads in memory."""
    kept = InMemoryStorage()
    with patch.object(Scan._meta.get_field("upload"), "storage", kept):
        yield kept


def a_file(content: bytes = b"one\ntwo\n", name: str = "words.txt") -> SimpleUploadedFile:
    """Something to upload."""
    return SimpleUploadedFile(name, content)


def test_a_file_is_uploaded_with_its_options(api: APIClient, storage: InMemoryStorage) -> None:
    form = {
        "file": a_file(),
        "extractor": "tests.lines",
        "options": '{"header": false}',
        "name": "words",
        "key": '["n"]',
    }
    scan = started(api.post(START, form, format="multipart"))
    assert (scan.options, scan.upload_name, scan.job.name, scan.key) == (
        {"header": False},
        "words.txt",
        "words",
        ["n"],
    )
    with storage.open(scan.upload.name) as kept:
        assert kept.read() == b"one\ntwo\n"


FORMS: dict[str, tuple[dict[str, Any], str]] = {
    "an empty file": ({"file": a_file(b""), "extractor": "tests.lines"}, "file"),
    "a file that is text": ({"file": "abc", "extractor": "tests.lines"}, "file"),
    "a file for who reads none": ({"file": a_file(), "extractor": "sample"}, "file"),
    "options that are no JSON": ({"file": a_file(), "extractor": "tests.lines", "options": "{"}, "options"),
    "options twice": ({"file": a_file(), "options": ["{}", "{}"]}, "options"),
    "two files": ({"file": [a_file(), a_file()], "extractor": "tests.lines"}, "file"),
    "a file too many": ({"file": a_file(), "extractor": "tests.lines", "other": a_file()}, "other"),
    "options as a file": ({"file": a_file(), "extractor": "tests.lines", "options": a_file()}, "options"),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_bad_form_is_refused_by_field(api: APIClient, name: str) -> None:
    form, field = FORMS[name]
    answer = api.post(START, form, format="multipart")
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field]), answer.content


@pytest.mark.parametrize(
    "body",
    [b"", b"x", b"--x\r\n", b"--x\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\nabc", b"\xff" * 100],
)
@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=x", "multipart/form-data", "multipart/form-data; boundary="]
)
def test_a_broken_form_is_no_500(api: APIClient, body: bytes, kind: str) -> None:
    answer = api.generic("POST", START, body, content_type=kind)
    assert answer.status_code in {202, 400}
    assert answer.status_code == 400 or not body


@pytest.mark.parametrize("cut", [1, 4, 40, 300])
def test_a_form_that_was_cut_off_is_not_taken_for_a_whole_one(cut: int) -> None:
    form = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + b"abc" * 100 + b"\r\n--x--\r\n"
    kind = "multipart/form-data; boundary=x"

    def parse(body: bytes, promised: int) -> Any:
        request = RequestFactory().generic("POST", START, body, content_type=kind, CONTENT_LENGTH=str(promised))
        return ScanUploadParser().parse(BytesIO(body), kind, {"request": request})

    assert parse(form, len(form)).files["file"].size == 300
    with pytest.raises(ParseError, match="ended too early"):
        parse(form[:-cut], len(form))
    if cut > 2:
        with pytest.raises(ParseError, match="ended too early"):
            parse(form[:-cut], len(form) - cut)


def test_a_form_with_too_much_beside_the_file_is_refused(api: APIClient) -> None:
    form = {"file": a_file(), "extractor": "tests.lines"}
    large = api.post(START, {**form, "options": " " * 3_000_000 + "{}"}, format="multipart")
    assert (large.status_code, large.json()["code"]) == (413, "body_too_large")
    many = api.post(START, {**form, **{f"field {number}": "x" for number in range(2000)}}, format="multipart")
    assert (many.status_code, list(many.json())) == (400, ["error", "code", "details"])
    assert not Scan.objects.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\secret\\passwd", "a/b\x00/passwd"])
def test_the_name_of_a_file_leads_nowhere(api: APIClient, storage: InMemoryStorage, name: str) -> None:
    body = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\nabc\r\n'
    body += '--x\r\nContent-Disposition: form-data; name="extractor"\r\n\r\ntests.lines\r\n--x--\r\n'
    scan = started(api.generic("POST", START, body.encode(), content_type="multipart/form-data; boundary=x"))
    assert scan.upload_name == "passwd"
    assert ".." not in scan.upload.name


def test_a_form_in_chunks_is_not_taken_for_no_body_at_all(api: APIClient) -> None:
    kind = "multipart/form-data; boundary=x"
    answer = api.generic("POST", START, b"--x--", kind, CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked")
    assert (answer.status_code, answer.json()["code"]) == (411, "length_required")
    assert not Scan.objects.exists()


def test_a_file_that_says_it_is_too_large_is_not_read(api: APIClient, jobkit: Callable[..., None]) -> None:
    jobkit(SCANS={"MAX_UPLOAD_BYTES": 1024}, MAX_BODY_BYTES=1024)
    kind = "multipart/form-data; boundary=x"
    with patch("django.core.handlers.wsgi.LimitedStream.read") as read:
        answer = api.generic("POST", START, b"", content_type=kind, CONTENT_LENGTH="99999999")
    assert (answer.status_code, answer.json()["code"], read.called) == (413, "upload_too_large", False)


def test_reading_stops_where_a_file_becomes_too_large(api: APIClient, jobkit: Callable[..., None]) -> None:
    jobkit(SCANS={"MAX_UPLOAD_BYTES": 100_000})
    form = {"file": a_file(b"x" * 300_000), "extractor": "tests.lines"}
    answer = api.post(START, form, format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (413, "upload_too_large")
    assert api.post(START, {**form, "file": a_file(b"x" * 99_999)}, format="multipart").status_code == 202


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded"])
def test_another_media_type_is_a_415(api: APIClient, kind: str) -> None:
    assert api.generic("POST", START, b"a=b", content_type=kind).status_code == 415


def test_the_same_key_with_another_file_is_a_422(api: APIClient) -> None:
    def send(content: bytes) -> Any:
        form = {"file": a_file(content), "extractor": "tests.lines"}
        return api.post(START, form, format="multipart", HTTP_IDEMPOTENCY_KEY="k")

    assert [send(b"one").status_code, send(b"two").status_code, send(b"one").status_code] == [202, 422, 202]
    assert Scan.objects.count() == 1


def test_a_scan_runs_from_the_start_to_its_records(
    api: APIClient, jobs_run_on_commit: Callable[[], Any], storage: InMemoryStorage
) -> None:
    with jobs_run_on_commit():
        form = {"file": a_file(), "extractor": "tests.lines"}
        scan = started(api.post(START, form, format="multipart"))
    assert api.get(f"{SCANS}status/{scan.pk}/").json()["status"] == "completed"
    assert api.get(f"{SCANS}result/{scan.pk}/").json()["records"] == [
        {"number": 0, "line": "one"},
        {"number": 1, "line": "two"},
    ]
