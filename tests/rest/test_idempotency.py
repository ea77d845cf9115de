"""The Idempotency-Key header."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from django_jobkit.models import Job
from tests.rest.conftest import JOBS, TASKS, client_of, make_user

ADD = {"task": "tests.add", "params": {"x": 5, "y": 3}}
CALLERS = 30


@pytest.mark.parametrize(("body", "code"), [(ADD, 202), ({"name": "tracked"}, 201)])
def test_the_same_key_and_body_give_the_same_job_and_the_first_answers_code(
    api: APIClient, body: dict[str, Any], code: int
) -> None:
    first = api.post(JOBS, body, format="json", HTTP_IDEMPOTENCY_KEY="k")
    again = api.post(JOBS, dict(reversed(body.items())), format="json", HTTP_IDEMPOTENCY_KEY='"k"')
    assert (first.status_code, again.status_code) == (code, code)
    assert again.json()["id"] == first.json()["id"]
    assert again["Location"] == first["Location"]
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert Job.objects.count() == 1


@pytest.mark.parametrize("body", [{"task": "tests.add", "params": {"x": 6}}, {"name": "x"}, {**ADD, "priority": 1}])
def test_the_same_key_with_another_body_is_refused(api: APIClient, body: dict[str, Any]) -> None:
    api.post(JOBS, ADD, format="json", HTTP_IDEMPOTENCY_KEY="k")
    answer = api.post(JOBS, body, format="json", HTTP_IDEMPOTENCY_KEY="k")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_mismatch")
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    "key", ["", '""', " ", "a b", '"a', 'a"', '"a"b"', "ü", "x" * 256, f'"{"x" * 256}"', '"a\\"', "\x7f", "a\tb"]
)
def test_a_malformed_key_is_refused(api: APIClient, key: str) -> None:
    answer = api.post(JOBS, ADD, format="json", HTTP_IDEMPOTENCY_KEY=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_idempotency_key")
    assert not Job.objects.exists()


@pytest.mark.parametrize("key", ["k", "x" * 255, f'"{"x" * 255}"', "!#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", r'"a\"b\\"'])
def test_a_key_is_up_to_255_visible_characters_bare_or_quoted(api: APIClient, key: str) -> None:
    assert api.post(JOBS, ADD, format="json", HTTP_IDEMPOTENCY_KEY=key).status_code == 202


def test_a_refused_request_leaves_no_key_behind(api: APIClient) -> None:
    bad = {"task": "tests.add", "params": {"x": "five"}}
    assert api.post(JOBS, bad, format="json", HTTP_IDEMPOTENCY_KEY="k").status_code == 400
    answer = api.post(JOBS, ADD, format="json", HTTP_IDEMPOTENCY_KEY="k")
    assert answer.status_code == 202
    assert "Idempotent-Replayed" not in answer


@pytest.mark.usefixtures("opened")
def test_the_keys_of_different_callers_never_meet(api: APIClient, other_api: APIClient, anonymous: APIClient) -> None:
    answers = [
        client.post(JOBS, ADD, format="json", HTTP_IDEMPOTENCY_KEY="k") for client in (api, other_api, anonymous)
    ]
    assert [answer.status_code for answer in answers] == [202] * 3
    assert len({answer.json()["id"] for answer in answers}) == 3


def test_a_job_that_has_changed_is_replayed_as_it_is_now(
    api: APIClient, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        api.post(JOBS, ADD, format="json", HTTP_IDEMPOTENCY_KEY="k")
    answer = api.post(JOBS, ADD, format="json", HTTP_IDEMPOTENCY_KEY="k")
    assert (answer.status_code, answer.json()["status"]) == (202, "COMPLETED")
    assert "Retry-After" not in answer


def test_ad_hoc_tasks_take_a_key_too(api: APIClient) -> None:
    body = {"type": "add", "x": 1}
    first = api.post(TASKS, body, format="json", HTTP_IDEMPOTENCY_KEY="k")
    again = api.post(TASKS, body, format="json", HTTP_IDEMPOTENCY_KEY="k")
    assert again.json() == first.json()
    assert again["Idempotent-Replayed"] == "true"


@pytest.mark.django_db(transaction=True)
def test_thirty_submits_at_the_same_time_with_one_key_make_one_job() -> None:
    user = make_user("hurried")
    start = threading.Barrier(CALLERS)
    answers: list[Any] = []

    def submit() -> None:
        client = client_of(user)
        start.wait()
        answers.append(client.post(JOBS, ADD, format="json", HTTP_IDEMPOTENCY_KEY="k"))
        connection.close()

    threads = [threading.Thread(target=submit) for _ in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {202}
    assert len(answers) == CALLERS
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sum("Idempotent-Replayed" not in answer for answer in answers) == 1
    assert Job.objects.count() == 1
