"""Submitting many jobs in one call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_jobkit.models import Job
from tests.rest.conftest import JOBS

BULK = f"{JOBS}bulk/"
GOOD = {"task": "tests.add", "params": {"x": 1}}
BAD_PARAMS = {"task": "tests.add", "params": {"x": "one"}}
BAD_TASK = {"task": "tests.unknown"}
NO_TASK = {"name": "tracked jobs are made one by one"}


def test_each_item_is_submitted_or_says_why_not(api: APIClient, owner: Any) -> None:
    answer = api.post(BULK, {"jobs": [GOOD, BAD_PARAMS, {**GOOD, "priority": "x"}, BAD_TASK, NO_TASK]}, format="json")
    results = answer.json()["results"]
    assert answer.status_code == 202
    assert [result["index"] for result in results] == [0, 1, 2, 3, 4]
    assert str(Job.objects.get().id) == results[0]["id"]
    assert Job.objects.get().owner == owner
    assert [list(result["errors"]) for result in results[1:]] == [["params.x"], ["priority"], ["task"], ["task"]]


def test_an_atomic_call_with_a_bad_item_submits_nothing_and_has_the_same_body(api: APIClient) -> None:
    answer = api.post(BULK, {"jobs": [GOOD, BAD_PARAMS, NO_TASK], "atomic": True}, format="json")
    body = answer.json()
    assert answer.status_code == 400
    assert [result["index"] for result in body["results"]] == [0, 1, 2]
    assert body["results"][0] == {"index": 0, "id": None}
    assert list(body["results"][1]["errors"]) == ["params.x"]
    assert {"error", "code", "details"} < body.keys()
    assert not Job.objects.exists()


def test_an_atomic_call_without_a_bad_item_submits_all(api: APIClient) -> None:
    answer = api.post(BULK, {"jobs": [GOOD] * 5, "atomic": True}, format="json")
    assert answer.status_code == 202
    assert {result["id"] for result in answer.json()["results"]} == {str(job.id) for job in Job.objects.all()}


def test_no_items_are_no_mistake(api: APIClient) -> None:
    answer = api.post(BULK, {"jobs": []}, format="json")
    assert (answer.status_code, answer.json()) == (202, {"results": []})


def test_a_thousand_items_fit_into_one_call_and_one_more_does_not(api: APIClient) -> None:
    assert api.post(BULK, {"jobs": [GOOD] * 1001}, format="json").status_code == 400
    assert not Job.objects.exists()
    answer = api.post(BULK, {"jobs": [GOOD] * 1000}, format="json")
    assert answer.status_code == 202
    assert Job.objects.count() == 1000


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "jobs"),
        ({"jobs": {}}, "jobs"),
        ({"jobs": "x"}, "jobs"),
        ({"jobs": [GOOD], "atomic": "yes"}, "atomic"),
        ({"jobs": [GOOD], "atomic": 1}, "atomic"),
        ([GOOD], "non_field_errors"),
    ],
)
def test_a_call_that_is_wrong_as_a_whole_is_refused(api: APIClient, body: Any, field: str) -> None:
    answer = api.post(BULK, body, format="json")
    assert answer.status_code == 400
    assert list(answer.json()["details"]) == [field]
    assert not Job.objects.exists()


def test_a_call_over_the_quota_is_told_to_wait(api: APIClient, jobkit: Callable[..., None]) -> None:
    jobkit(QUOTA=2)
    answer = api.post(BULK, {"jobs": [GOOD] * 3}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (429, "quota_exceeded")
    assert int(answer["Retry-After"]) >= 1
    assert not Job.objects.exists()


@pytest.mark.parametrize("item", [5, None, [], "text"])
def test_what_is_no_object_is_refused_in_its_place(api: APIClient, item: object) -> None:
    answer = api.post(BULK, {"jobs": [GOOD, item]}, format="json")

    assert answer.status_code == 202
    assert [sorted(result) for result in answer.json()["results"]] == [["id", "index"], ["errors", "index"]]
