"""Imports are started over HTTP, once for each key, or not at all and for a reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pydantic
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from django_jobkit.models import Job
from django_jobkit.questions.importing.registry import platforms
from django_jobkit.questions.models import QuestionImport
from tests.questions.importing.kit import row
from tests.questions.importing.over_rest import CSV, an_upload, api, start_file

__all__ = ["api"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requires_extra("questions", "files")]


class Options(pydantic.BaseModel):
    """Of the platform under test."""

    model_config = pydantic.ConfigDict(extra="forbid")
    username: str
    pages: int = 1


def test_a_mapping_of_columns_that_the_file_lacks_starts_nothing(api: APIClient) -> None:
    wrong = json.dumps({"Name": "title"})
    refused = api.post("/api/import/file/", an_upload(mapping=wrong), format="multipart")
    assert (refused.status_code, list(refused.json()["details"])) == (400, ["mapping.Name"])
    dry = start_file(api, dry_run="true")
    refused = api.post(dry["links"]["start"], {"mapping": {"Name": "title"}}, format="json")
    assert (refused.status_code, list(refused.json()["details"])) == (400, ["mapping.Name"])
    assert QuestionImport.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"dry_run": "perhaps"}, "dry_run"),
        ({"on_duplicate": "explode"}, "on_duplicate"),
        ({"mapping": "{"}, "mapping"),
        ({"unheard_of": "1"}, "unheard_of"),
        ({"options": "[]"}, "options"),
        ({"file": "no file"}, "file"),
    ],
)
def test_bad_wishes_name_the_field(api: APIClient, fields: dict[str, Any], named: str) -> None:
    answer = api.post("/api/import/file/", {**an_upload(), **fields}, format="multipart")
    assert answer.status_code == 400, answer.content
    assert named in answer.json()["details"]
    assert not QuestionImport.objects.exists()


_DELIMITER = {"delimiter": "|"}


@pytest.mark.parametrize(
    "fields",
    [
        {"options": json.dumps({"file": _DELIMITER})},
        {"options": b'{"file": {"delimiter": "|"}}'},
        {"file": [json.dumps(_DELIMITER)]},
    ],
)
@pytest.mark.parametrize("action", ["", "preview/"])
def test_how_a_file_is_to_be_read_may_come_beside_it_in_every_way_that_a_form_has(
    api: APIClient, fields: dict[str, Any], action: str
) -> None:
    upload = an_upload(b"title|source\nTwo; Sum|;;\n")
    # Browsers send JSON that was given a type of its own as a file.
    parts = {name: SimpleUploadedFile("blob", part) for name, part in fields.items() if isinstance(part, bytes)}
    form = {**fields, **parts, "file": [upload["file"], *fields.get("file", [])]}
    answer = api.post(f"/api/import/file/{action}", form, format="multipart")
    assert answer.status_code in (200, 202), answer.json()
    assert answer.json()["options"]["file"]["delimiter"] == "|"


@pytest.mark.parametrize(
    ("fields", "named", "said"),
    [
        ({"file": [SimpleUploadedFile("a.csv", CSV), SimpleUploadedFile("b.csv", CSV)]}, "file", "Send one file."),
        ({"upload": SimpleUploadedFile("a.csv", CSV)}, "upload", "Only `file` is a file"),
        ({"options": SimpleUploadedFile("a.json", b"\xff{")}, "options", "Must be JSON."),
        ({"file": ["{}", "{}"]}, "file", "Send this once."),
        ({"options": ["{}", "{}"]}, "options", "Send this once."),
    ],
)
def test_a_form_with_a_part_too_many_says_which(api: APIClient, fields: dict[str, Any], named: str, said: str) -> None:
    answer = api.post("/api/import/file/preview/", fields, format="multipart")
    assert answer.status_code == 400
    assert said in answer.json()["details"][named][0]


def test_a_file_whose_name_is_blank_is_named_after_its_platform(api: APIClient) -> None:
    answer = api.post("/api/import/file/", {"file": SimpleUploadedFile(" ", CSV)}, format="multipart")
    assert (answer.status_code, answer.json().get("name")) == (202, "Import from file")


@pytest.fixture
def flat() -> Iterator[Any]:
    """A platform with options."""
    from django_jobkit.questions import platform

    def read(options: Options, context: Any) -> Iterator[Any]:
        yield row(f"{options.username} {options.pages}")

    made = platform("tests.flat", options=Options)(read)
    yield made
    platforms.remove(made.name)


def test_options_lie_flat_in_json_and_forms(api: APIClient, flat: Any) -> None:
    told = api.post("/api/import/tests.flat/", {"username": "x", "pages": 2, "on_duplicate": "skip"}, format="json")
    assert told.status_code == 202, told.json()
    assert told.json()["options"] == {"username": "x", "pages": 2}
    assert told.json()["on_duplicate"] == "skip"
    told = api.post("/api/import/tests.flat/", {"username": "7", "pages": "2"}, format="multipart")
    assert told.json()["options"] == {"username": "7", "pages": 2}
    missing = api.post("/api/import/tests.flat/", {}, format="json")
    assert (missing.status_code, list(missing.json()["details"])) == (400, ["username"])
    assert api.post("/api/import/nowhere/", {}, format="json").status_code == 404
    assert api.post("/api/import/file/", {}, format="json").json()["details"].keys() == {"file"}


def test_the_same_key_starts_one_import(api: APIClient, flat: Any) -> None:
    def post(**body: Any) -> Any:
        return api.post("/api/import/tests.flat/", body, format="json", HTTP_IDEMPOTENCY_KEY="k")

    first, again, other = post(username="x"), post(username="x"), post(username="y")
    assert first.json()["id"] == again.json()["id"]
    assert again["Idempotent-Replayed"] == "true"
    assert other.status_code == 422
    assert QuestionImport.objects.count() == 1


def test_no_more_imports_at_a_time_than_one_may_have(api: APIClient, flat: Any, settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "QUESTIONS": {"OWNER_ACTIVE_IMPORTS": 1}}
    assert api.post("/api/import/tests.flat/", {"username": "x"}, format="json").status_code == 202
    refused = api.post("/api/import/tests.flat/", {"username": "x"}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (429, "import_limit_reached")
    assert "Retry-After" in refused
    assert Job.objects.count() == 1


def test_files_that_are_too_large_are_refused_and_leave_nothing(api: APIClient, settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "QUESTIONS": {"MAX_UPLOAD_BYTES": 1024}}
    answer = api.post("/api/import/file/", an_upload(b"title\n" + b"x\n" * 1000), format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (413, "upload_too_large")
    assert not Job.objects.exists()


def test_a_file_is_looked_into_before_it_is_imported(api: APIClient) -> None:
    answer = api.post("/api/import/file/preview/", an_upload(), format="multipart")
    assert answer.status_code == 200, answer.json()
    shown = answer.json()
    assert shown["mapping"] == {"title": "title", "difficulty": "difficulty", "tags": "tags"}
    assert shown["rows"][0]["title"] == "Two Sum"
    told = start_file(api, options=json.dumps(shown["options"]))
    assert told["created"] == 1
    assert api.post("/api/import/file/preview/", {}, format="multipart").json()["details"].keys() == {"file"}
    assert not Job.objects.exclude(pk=told["id"]).exists()
