"""A look into a file before it is scanned, and what can be scanned at all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from django_jobkit.scans.models import Scan
from django_jobkit.scans.registry import extractors
from tests.scans.rest.conftest import SCANS

PREVIEW = f"{SCANS}preview/"


def look(api: APIClient, content: bytes, name: str = "a.csv", **form: Any) -> Any:
    """What the file is taken for."""
    return api.post(PREVIEW, {"file": SimpleUploadedFile(name, content), **form}, format="multipart")


def test_a_preview_says_what_a_file_is_taken_for_and_keeps_nothing(api: APIClient) -> None:
    rows = "".join(f"{n};x{n}\r\n" for n in range(1000))
    answer = look(api, f"id;name\r\n{rows}".encode())
    assert answer.status_code == 200, answer.content
    seen = answer.json()
    assert (seen["format"], seen["delimiter"], seen["header"]) == ("csv", ";", True)
    assert [column["name"] for column in seen["columns"]] == ["id", "name"]
    assert len(seen["rows"]) == 20
    assert seen["rows"][0] == {"id": 0, "name": "x0"}
    assert not Scan.objects.exists()


def test_a_preview_heeds_the_options(api: APIClient) -> None:
    seen = look(api, b"1,2\r\n3,4\r\n", options=json.dumps({"header": False})).json()
    assert len(seen["rows"]) == 2


@pytest.mark.parametrize(
    ("content", "name"), [(b"\x00\x01\x02\x03" * 100, "a.bin"), (b"PK\x03\x04broken", "a.zip"), (b"{", "a.json")]
)
def test_a_file_that_cannot_be_read_is_a_400_that_says_why(api: APIClient, content: bytes, name: str) -> None:
    answer = look(api, content, name)
    body = answer.json()
    assert (answer.status_code, list(body["details"])) == (400, ["file"]), body
    assert body["code"] not in {"invalid", "error"}


def test_what_is_no_file_is_refused_by_field(api: APIClient) -> None:
    assert api.post(PREVIEW, {}, format="multipart").json()["details"].keys() == {"file"}
    assert look(api, b"").json()["details"].keys() == {"file"}
    assert look(api, b"a\n1\n", options="{").json()["details"].keys() == {"options"}
    assert look(api, b"a\n1\n", options='{"x": 1}').json()["details"].keys() == {"options.x"}
    assert look(api, b"a\n1\n", name="x", other="x").json()["details"].keys() == {"other"}
    assert api.post(PREVIEW, {"file": "x"}, format="json").status_code == 415


def test_a_file_that_is_too_large_is_not_looked_into(api: APIClient, jobkit: Any) -> None:
    jobkit(SCANS={"MAX_UPLOAD_BYTES": 100_000})
    assert look(api, b"x" * 100_001).status_code == 413


@pytest.mark.usefixtures("doors")
def test_every_extractor_says_what_its_options_are(api: APIClient) -> None:
    listed = {row["name"]: row for row in api.get(f"{SCANS}extractors/").json()["results"]}
    assert list(listed) == [found.name for found in extractors]
    assert listed["tests.lines"]["takes_upload"] is True
    login = listed["tests.login"]
    assert (login["description"], login["takes_upload"]) == ("Log in and find who did.", False)
    assert login["options_schema"]["properties"]["password"]["writeOnly"] is True
