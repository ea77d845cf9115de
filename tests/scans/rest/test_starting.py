"""Starting a scan: of an extractor or a source, once for each key, or not at all and for a reason."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from django_jobkit.models import Job
from django_jobkit.scans.models import Scan
from tests.rest.conftest import client_of, make_user
from tests.scans.rest.conftest import SCANS, START, make_source, started

LOGIN = {"extractor": "tests.login", "options": {"url": "http://x", "password": "hush"}}
pytestmark = pytest.mark.usefixtures("doors")


@pytest.mark.parametrize("body", [{}, {"data": b"{}", "content_type": "application/json"}])
def test_an_empty_body_runs_the_sample(api: APIClient, owner: Any, body: dict[str, Any]) -> None:
    answer = api.generic("POST", START, **{"content_type": "", **body})
    scan = started(answer)
    status = f"http://testserver{SCANS}status/{scan.pk}/"
    assert (answer.json()["status"], answer.json()["links"]["status"]) == ("pending", status)
    assert (answer["Location"], answer["Retry-After"]) == (status, "1")
    assert (scan.extractor, scan.job.owner, scan.job.task) == ("sample", owner, "scans.run")


@pytest.mark.requires_extra("secrets")
def test_a_scan_of_an_extractor_keeps_its_secret(api: APIClient) -> None:
    scan = started(api.post(START, {**LOGIN, "name": "nightly", "key": ["url"]}, format="json"))
    assert (scan.job.name, scan.key, scan.options["depth"]) == ("nightly", ["url"], 1)
    assert "hush" not in json.dumps(scan.options)
    shown = api.get(f"{SCANS}status/{scan.pk}/")
    assert shown.json()["options"] == {"url": "http://x", "password": "***", "depth": 1}
    assert "hush" not in api.get(f"/api/jobs/{scan.pk}/").content.decode()


@pytest.mark.parametrize("by", ["pk", "name"])
def test_a_source_says_what_is_scanned(api: APIClient, owner: Any, by: str) -> None:
    source = make_source(owner, "shop", key=["id"])
    scan = started(api.post(START, {"source": str(getattr(source, by))}, format="json"))
    assert (scan.source, scan.key, scan.job.name) == (source, ["id"], "shop")


def test_a_source_that_is_named_like_the_id_of_another_is_found_by_its_name(api: APIClient, owner: Any) -> None:
    first = make_source(owner, "first")
    second = make_source(owner, str(first.pk))
    assert started(api.post(START, {"source": str(first.pk)}, format="json")).source == second


def test_a_source_of_one_s_own_goes_before_those_of_others(staff_api: APIClient, staff: Any, owner: Any) -> None:
    make_source(owner, "shop")
    own = make_source(staff, "shop")
    assert started(staff_api.post(START, {"source": "shop"}, format="json")).source == own


REFUSED: dict[str, tuple[dict[str, Any], str, list[str]]] = {
    "an unknown extractor": ({"extractor": "nobody"}, "unknown_extractor", ["extractor"]),
    "an option that is missing": ({**LOGIN, "options": {"url": "x"}}, "invalid_options", ["options.password"]),
    "an option too many": (
        {**LOGIN, "options": {**LOGIN["options"], "x": 1}},  # type: ignore[dict-item]
        "invalid_options",
        ["options.x"],
    ),
    "a mask for a secret": (
        {**LOGIN, "options": {"url": "x", "password": "***"}},
        "invalid_options",
        ["options.password"],
    ),
    "options that are no object": ({"options": []}, "invalid", ["options"]),
    "a field that is unknown": ({"optoins": {}, "name": 5}, "invalid", ["name", "optoins"]),
    "a name of control characters": ({"name": "a\x00b"}, "invalid", ["name"]),
    "a key that is no list": ({"key": "id"}, "invalid", ["key"]),
    "a key of numbers": ({"key": [1]}, "invalid", ["key.0"]),
    "an unknown source": ({"source": "nobody"}, "invalid", ["source"]),
    "options beside a source": (
        {"source": "x", "options": {}, "extractor": "sample"},
        "invalid",
        ["extractor", "options"],
    ),
    "a file in JSON": ({"file": "abc"}, "invalid", ["file"]),
    "no file for who reads one": ({"extractor": "tests.lines"}, "invalid_options", ["file"]),
    "a very long extractor": ({"extractor": "x" * 10_000}, "invalid", ["extractor"]),
    "a very long source": ({"source": "x" * 10_000}, "invalid", ["source"]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_wish_is_refused_by_field(api: APIClient, name: str) -> None:
    body, code, fields = REFUSED[name]
    answer = api.post(START, body, format="json")
    assert (answer.status_code, answer.json()["code"], sorted(answer.json()["details"])) == (400, code, fields)
    assert not Scan.objects.exists()


def test_the_source_of_another_is_as_unknown_as_none(api: APIClient, other: Any) -> None:
    theirs = make_source(other, "theirs")
    answers = [api.post(START, {"source": text}, format="json") for text in (str(theirs.pk), "theirs", "nobody's")]
    assert {(answer.status_code, answer.content) for answer in answers} == {(400, answers[0].content)}


@pytest.mark.requires_extra("secrets")
def test_the_same_key_gives_the_same_scan(api: APIClient) -> None:
    first = api.post(START, LOGIN, format="json", HTTP_IDEMPOTENCY_KEY="k")
    again = api.post(START, LOGIN, format="json", HTTP_IDEMPOTENCY_KEY='"k"')
    assert started(again) == started(first)
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    other = {**LOGIN, "options": {"url": "http://x", "password": "other"}}
    assert api.post(START, other, format="json", HTTP_IDEMPOTENCY_KEY="k").status_code == 422
    assert api.post(START, LOGIN, format="json", HTTP_IDEMPOTENCY_KEY="ü").status_code == 400


def test_more_scans_than_one_may_have_are_a_429(api: APIClient, jobkit: Callable[..., None]) -> None:
    jobkit(SCANS={"OWNER_ACTIVE": 1})
    assert api.post(START).status_code == 202
    answer = api.post(START)
    assert (answer.status_code, answer.json()["code"]) == (429, "scan_limit_reached")
    assert int(answer["Retry-After"]) > 0


@pytest.mark.requires_extra("secrets")
@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_many_starts_with_one_key_at_once_are_one_scan(settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "EXECUTOR": "thread"}
    user = make_user("in a hurry")
    answers: list[Any] = []

    def start() -> None:
        try:
            answers.append(client_of(user).post(START, LOGIN, format="json", HTTP_IDEMPOTENCY_KEY="k"))
        finally:
            connection.close()

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {answer.status_code for answer in answers} <= {202, 503}
    assert len({answer.json()["job_id"] for answer in answers if answer.status_code == 202}) == 1
    assert Scan.objects.count() == Job.objects.count() == 1
