"""Imports over HTTP: watched, read row by row, mended, undone and cancelled by whoever started them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from django_jobkit.models import Job
from django_jobkit.questions import AttemptFields, InvalidRow
from django_jobkit.questions.models import ImportRow, Question, QuestionImport
from django_jobkit.questions.rest import import_failed
from django_jobkit.services.cancel import cancel_job
from tests.questions.importing.kit import row, run_one
from tests.questions.importing.over_rest import CSV, an_upload, api, other_api, start_file

__all__ = ["api", "other_api"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requires_extra("questions", "files")]


def test_an_import_is_started_watched_and_told_row_by_row(api: APIClient) -> None:
    told = start_file(api)
    assert told["status"] == "COMPLETED", told["error"]
    assert {name: told[name] for name in ("rows", "created", "invalid")} == {"rows": 3, "created": 1, "invalid": 2}
    assert (told["platform"], told["upload_name"], told["undo"]) == ("file", "mine.csv", None)
    assert told["links"]["job"].endswith(f"/api/jobs/{told['id']}/")
    assert api.get(told["links"]["job"]).status_code == 200

    rows = api.get(told["links"]["rows"], {"outcome": "invalid"}).json()
    assert [(each["line"], sorted(each["errors"])) for each in rows["results"]] == [(3, ["title"]), (4, ["difficulty"])]
    assert api.get("/api/imports/").json()["count"] == 1
    assert [each["name"] for each in api.get("/api/import/").json()["results"]] >= ["codewars"]


def test_failed_rows_are_mended_and_imported_again(api: APIClient) -> None:
    told = start_file(api)
    answer = api.get(told["links"]["failed"], HTTP_ACCEPT="text/csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    header, first, second = csv.reader(io.StringIO(text))
    assert header == ["line", "errors", "title", "difficulty", "tags"]
    assert first[0] == "3"
    assert second[2:] == ["LRU Cache", "impossible", "'=cmd()"]
    assert second[1].startswith("difficulty: ")

    again = start_file(api, text.replace("impossible", "Hard").encode())
    assert (again["created"], again["invalid"]) == (1, 1)
    question = Question.objects.get(title="LRU Cache")
    assert [tag.name for tag in question.tags.all()] == ["=cmd()"]


def test_the_table_of_failed_rows_is_read_page_by_page(api: APIClient, monkeypatch: Any) -> None:
    monkeypatch.setattr(import_failed, "_AT_ONCE", 2)
    told = start_file(api, CSV + b",Easy,\n" * 4)
    with CaptureQueriesContext(connection) as seen:
        text = b"".join(import_failed.failed_rows(QuestionImport.objects.get(pk=told["id"]))).decode()
    assert text.count("\n") == 1 + told["invalid"] == 7
    assert all("LIMIT" in query["sql"] for query in seen)


def test_whether_it_was_a_dry_run_is_asked_by_true_or_false(api: APIClient) -> None:
    dry = start_file(api, dry_run="true")
    assert [one["id"] for one in api.get("/api/imports/?dry_run=true").json()["results"]] == [dry["id"]]
    assert api.get("/api/imports/?dry_run=false").json()["results"] == []
    refused = api.get("/api/imports/?dry_run=maybe")
    assert (refused.status_code, list(refused.json()["details"])) == (400, ["dry_run"])


def test_a_dry_run_is_started_for_real_with_the_same_file(api: APIClient, settings: Any) -> None:
    dry = start_file(api, dry_run="true", mapping=json.dumps({"title": "title"}))
    assert dry["dry_run"] is True
    assert not Question.objects.exists()
    answer = api.post(dry["links"]["start"], {"mapping": {"title": "title", "tags": "tags"}}, format="json")
    assert answer.status_code == 202, answer.json()
    run_one(Job.objects.get(pk=answer.json()["id"]))
    assert api.delete(dry["links"]["self"]).status_code == 204
    real = api.get(answer["Location"]).json()
    assert (real["created"], real["dry_run"]) == (2, False)
    assert Question.objects.get(title="Two Sum").tags.count() == 1
    refused = api.post(real["links"]["start"], {}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_dry_run")


def test_undo_is_a_job_that_is_asked_for_once(api: APIClient) -> None:
    told = start_file(api)
    answer = api.post(told["links"]["undo"])
    assert answer.status_code == 202
    undo = answer.json()["undo"]
    assert undo["status"] == "PENDING"
    assert api.post(told["links"]["undo"]).json()["code"] == "import_not_ended"
    assert api.delete(told["links"]["self"]).status_code == 409
    run_one(Job.objects.get(pk=undo["job"]))
    done = api.get(told["links"]["self"]).json()["undo"]
    assert (done["status"], done["removed"], done["kept"]) == ("COMPLETED", 1, 0)
    assert not Question.objects.exists()
    again = api.post(told["links"]["undo"])
    assert (again.status_code, again.json()["code"]) == (409, "import_undone")
    retried = api.post(f"{told['links']['job']}retry/")
    assert retried.status_code == 409


def test_a_dry_run_has_nothing_to_undo(api: APIClient) -> None:
    told = start_file(api, dry_run="true")
    answer = api.post(told["links"]["undo"])
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_undo")


def test_the_file_goes_with_the_import_and_the_questions_stay(api: APIClient) -> None:
    told = start_file(api)
    upload = QuestionImport.objects.get(pk=told["id"]).upload
    assert upload.storage.exists(upload.name)
    assert api.delete(told["links"]["self"]).status_code == 204
    assert not upload.storage.exists(upload.name)
    assert not ImportRow.objects.exists()
    assert Question.objects.count() == 1


def test_nobody_sees_the_imports_of_others(api: APIClient, other_api: APIClient) -> None:
    told = start_file(api)
    urls = told["links"]
    strange = f"/api/imports/{uuid4()}/"
    for name in ("self", "rows", "failed"):
        foreign = other_api.get(urls[name])
        unknown = other_api.get(urls[name].replace(told["id"], str(uuid4())))
        assert (foreign.status_code, foreign.json()) == (404, unknown.json())
    for name in ("undo", "start", "cancel"):
        assert other_api.post(urls[name], {}, format="json").status_code == 404
    assert other_api.delete(urls["self"]).status_code == other_api.delete(strange).status_code == 404
    assert other_api.get("/api/imports/").json()["count"] == 0
    assert APIClient().get("/api/imports/").status_code == 401
    assert APIClient().post("/api/import/file/", {}, format="json").status_code == 401
    assert other_api.get("/api/imports/none/").status_code == 404


def test_a_waiting_import_is_cancelled_at_once_and_can_be_retried(api: APIClient) -> None:
    started = api.post("/api/import/file/", an_upload(), format="multipart").json()
    answer = api.post(started["links"]["cancel"])
    assert (answer.status_code, answer.json()["status"]) == (200, "CANCELLED")
    assert api.post(started["links"]["cancel"]).status_code == 409
    assert api.post(f"{started['links']['job']}retry/").status_code == 202
    run_one(Job.objects.get(pk=started["id"]))
    assert api.get(started["links"]["self"]).json()["created"] == 1


def test_cancelling_in_the_middle_leaves_whole_batches(api: APIClient, a_platform: Any) -> None:
    def read(options: Any, context: Any) -> Iterator[Any]:
        for n in range(20):
            if n == 10 and not Question.objects.filter(title="Q9").exists():
                cancel_job(Job.objects.get(pk=QuestionImport.objects.get().pk))
                context.wait(2.0)
            yield row(f"Q{n}", attempts=[AttemptFields(date_attempted="never")] if n == 1 else ())  # type: ignore[arg-type]
        yield InvalidRow(errors={})

    platform = a_platform(read)
    started = api.post(f"/api/import/{platform.name}/", {}, format="json").json()
    run_one(Job.objects.get(pk=started["id"]))
    told = api.get(started["links"]["self"]).json()
    assert (told["status"], told["rows"], told["invalid"]) == ("CANCELLED", 9, 1)
    assert Question.objects.count() == 8
    assert api.post(f"{started['links']['job']}retry/").status_code == 202
    Question.objects.create(owner_id=Question.objects.values_list("owner_id", flat=True)[0], title="Q9", slug="q9")
    run_one(Job.objects.get(pk=started["id"]))
    told = api.get(started["links"]["self"]).json()
    assert (told["status"], told["rows"], told["created"], told["unchanged"]) == ("COMPLETED", 21, 18, 1)
