"""Reading one job, and reading it again."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_jobkit.models import Job
from django_jobkit.services.cancel import cancel_job
from django_jobkit.services.remove import rename_job
from tests.rest.conftest import JOBS, make_job, url_of

FIELDS = [
    *("id", "name", "task", "status", "params", "result", "error", "progress", "attempt", "max_attempts"),
    *("queue", "priority", "run_after", "timeout", "owner", "created_at", "updated_at", "started_at"),
    *("finished_at", "cancel_requested_at", "links"),
]


def test_a_job_has_the_fields_of_the_contract_in_its_order(api: APIClient, owner: object) -> None:
    job = api.get(url_of(make_job(owner=owner))).json()
    assert list(job) == FIELDS
    assert list(job["progress"]) == ["current", "total", "percent", "message"]
    assert set(job["links"]) == {"self", "result", "statuses", "artifacts", "cancel", "retry"}


def test_moments_are_in_utc(api: APIClient, owner: object) -> None:
    made = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
    job = api.get(url_of(make_job(owner=owner, created_at=made))).json()
    assert job["created_at"] == "2026-01-02T03:04:05.678000Z"


@pytest.mark.parametrize(
    ("status", "result", "error"),
    [
        ("PENDING", None, None),
        ("RUNNING", None, None),
        ("COMPLETED", 3, None),
        ("FAILED", None, {"type": "ValueError", "message": "no", "code": "handler_error"}),
        ("CANCELLED", None, None),
    ],
)
def test_a_result_is_there_when_completed_and_an_error_when_failed(
    api: APIClient, owner: object, status: str, result: object, error: object
) -> None:
    job = api.get(url_of(make_job(status, owner=owner))).json()
    assert (job["status"], job["result"], job["error"]) == (status, result, error)


def test_progress_is_a_share_where_the_total_is_known(api: APIClient, owner: object) -> None:
    job = make_job("RUNNING", owner=owner, progress_current=1, progress_total=3, progress_message="One")
    assert api.get(url_of(job)).json()["progress"] == {"current": 1, "total": 3, "percent": 33.3, "message": "One"}


@pytest.mark.parametrize("status", ["PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED"])
def test_retry_after_is_whole_seconds_until_the_job_is_terminal(api: APIClient, owner: object, status: str) -> None:
    answer = api.get(url_of(make_job(status, owner=owner)))
    assert answer.headers.get("Retry-After", "").isdigit() == (status in {"PENDING", "RUNNING"})


def test_an_answer_says_how_it_may_be_kept(api: APIClient, owner: object) -> None:
    answer = api.get(url_of(make_job(owner=owner)))
    assert answer["ETag"].startswith('W/"')
    assert answer["Cache-Control"] == "private, no-cache"
    assert {"Prefer", "Cookie", "Authorization", "Accept"} <= set(answer["Vary"].split(", "))


def test_what_the_caller_has_is_not_sent_again(api: APIClient, owner: object) -> None:
    job = make_job(owner=owner)
    etag = api.get(url_of(job))["ETag"]
    strong = etag.removeprefix("W/")
    for known in (etag, strong, f'"other", {etag}', f'{etag}, W/"x"', "*"):
        answer = api.get(url_of(job), HTTP_IF_NONE_MATCH=known)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer["ETag"] == etag
        assert answer["Cache-Control"] == "private, no-cache"
        assert "Prefer" in answer["Vary"]


@pytest.mark.parametrize("known", ['"x"', "", "garbage", '"', "W/", ",,,", "\xff"])
def test_what_the_caller_does_not_have_is_sent(api: APIClient, owner: object, known: str) -> None:
    assert api.get(url_of(make_job(owner=owner)), HTTP_IF_NONE_MATCH=known).status_code == 200


def test_every_visible_change_changes_the_etag(api: APIClient, owner: object) -> None:
    job = make_job(owner=owner)
    seen = [api.get(url_of(job))["ETag"]]
    for change in (lambda: rename_job(job, "renamed"), lambda: cancel_job(job)):
        change()
        answer = api.get(url_of(job), HTTP_IF_NONE_MATCH=seen[-1])
        assert answer.status_code == 200
        assert answer["ETag"] not in seen
        seen.append(answer["ETag"])


def test_two_jobs_never_share_an_etag(api: APIClient, owner: object) -> None:
    first, second = make_job(owner=owner), make_job(owner=owner)
    etag = api.get(url_of(first))["ETag"]
    assert api.get(url_of(second), HTTP_IF_NONE_MATCH=etag).status_code == 200


def test_head_is_get_without_a_body(api: APIClient, owner: object) -> None:
    url = url_of(make_job(owner=owner))
    got, head = api.get(url), api.head(url)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", got["ETag"])


@pytest.mark.parametrize(
    "malformed",
    [
        "1",
        "x",
        "00000000-0000-7000-8000-00000000000",
        "{00000000-0000-7000-8000-000000000000}",
        "%00",
        "ü",
        "urn:uuid:1",
    ],
)
def test_a_malformed_id_is_as_unknown_as_an_unknown_one(api: APIClient, malformed: str) -> None:
    unknown = api.get(f"{JOBS}{uuid.uuid4()}/")
    answer = api.get(f"{JOBS}{malformed}/")
    assert (answer.status_code, answer.content) == (unknown.status_code, unknown.content)
    assert answer.status_code == 404


def test_a_foreign_job_is_answered_like_an_unknown_one(other_api: APIClient, owner: object) -> None:
    unknown = other_api.get(f"{JOBS}{uuid.uuid4()}/")
    foreign = other_api.get(url_of(make_job(owner=owner)), HTTP_IF_NONE_MATCH="*")
    assert (foreign.status_code, foreign.content, foreign.headers) == (404, unknown.content, unknown.headers)


def test_a_job_can_be_renamed_and_nothing_else(api: APIClient, owner: object, other: object) -> None:
    job = make_job(owner=owner)
    forged = {"status": "COMPLETED", "owner": getattr(other, "pk", None), "params": {}, "result": 1, "priority": 9}
    before = api.get(url_of(job)).json()
    for method in (api.put, api.patch):
        answer = method(url_of(job), {"name": f"by {method.__name__}", **forged}, format="json")
        assert answer.status_code == 200
        changed = {name for name, value in answer.json().items() if value != before[name]}
        assert changed == {"name", "updated_at"}
    etag = api.get(url_of(job))["ETag"]
    assert api.patch(url_of(job), forged, format="json").json()["name"] == "by patch"
    assert api.get(url_of(job))["ETag"] == etag
    assert api.put(url_of(job), forged, format="json").status_code == 400


@pytest.mark.parametrize("name", ["", " ", None, 5, "x" * 201, "\x00"])
def test_a_job_keeps_its_name_when_the_new_one_is_wrong(api: APIClient, owner: object, name: object) -> None:
    job = make_job(owner=owner)
    answer = api.patch(url_of(job), {"name": name}, format="json")
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["name"])
    assert Job.objects.get().name == "a job"


def test_a_page_for_people_is_sent_anew_each_time(api: APIClient, owner: object, settings: Any) -> None:
    settings.DEBUG = True
    url = url_of(make_job(owner=owner))
    etag = api.get(url)["ETag"]
    answer = api.get(url, HTTP_ACCEPT="text/html", HTTP_IF_NONE_MATCH=etag)
    assert (answer.status_code, "ETag" in answer) == (200, False)
    assert "Accept" in answer["Vary"]


def test_the_browsable_api_is_there_only_while_developing(api: APIClient, owner: object, settings: Any) -> None:
    url = url_of(make_job(owner=owner))
    assert api.get(url, HTTP_ACCEPT="text/html").status_code == 406
    assert api.get(url, HTTP_ACCEPT="text/html, */*;q=0.8")["Content-Type"] == "application/json"
    settings.DEBUG = True
    for page in (url, JOBS, f"{JOBS}x/", f"{JOBS}summary/", f"{JOBS}bulk/"):
        assert api.get(page, HTTP_ACCEPT="text/html")["Content-Type"].startswith("text/html")
