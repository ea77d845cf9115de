"""A client may send a secret, and nobody gets it back."""

from __future__ import annotations

from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from django_jobkit.core.registry import registry
from django_jobkit.models import Job
from tests.rest.conftest import JOBS, TASKS
from tests.tasks.secretive import secretive

__all__ = ["secretive"]
pytestmark = pytest.mark.usefixtures("secretive")
PARAMS = {"user": "ada", "password": "canary/1", "login": {"kind": "basic", "user": "ada", "password": "canary-2"}}
WISH = {"task": "tests.connect", "params": PARAMS}


def test_every_answer_about_the_job_masks_it(api: APIClient, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        submitted = api.post(JOBS, {**WISH, "params": PARAMS | {"how": "badly"}, "max_attempts": 1}, format="json")
    url = submitted["Location"]
    answers = [
        submitted,
        api.get(url),
        api.get(JOBS),
        api.get(f"{url}statuses/"),
        api.patch(url, {"name": "n"}, format="json"),
    ]
    answers += [api.get(f"{url}result/"), api.get(f"{JOBS}?search=canary"), api.post(f"{url}retry/")]
    answers += [api.post(f"{url}cancel/"), api.get(f"{JOBS}summary/")]
    whole = submitted.json()

    assert whole["params"] == {
        "user": "ada",
        "password": "***",
        "login": {"kind": "basic", "user": "ada", "password": "***"},
        "how": "badly",
    }
    assert answers[1].json()["status"] == "FAILED"
    assert not [answer for answer in answers if "canary" in answer.content.decode() + str(answer.headers)]
    assert not [answer for answer in answers if "$secret" in answer.content.decode()]


def test_ad_hoc_tasks_and_bulk_answers_mask_it_as_well(api: APIClient) -> None:
    alone = api.post(TASKS, {"type": "connect", **PARAMS}, format="json")
    bulk = api.post(f"{JOBS}bulk/", {"jobs": [WISH, {**WISH, "params": PARAMS | {"user": 1}}]}, format="json")

    assert alone.status_code == 202
    assert alone.json()["parameters"]["password"] == "***"
    assert "params.user" in bulk.json()["results"][1]["errors"]
    assert "canary" not in alone.content.decode() + bulk.content.decode()
    assert "canary" not in str(list(Job.objects.values()))


@pytest.mark.parametrize(
    ("task", "params", "field"),
    [
        ("tests.connect", PARAMS | {"password": {"$secret": "x"}}, "params.password"),
        ("tests.connect", PARAMS | {"password": "***"}, "params.password"),
        ("tests.keep", {"blobs": {"a": ["x", {"$secret": "x"}]}}, "params.blobs.a.1"),
        ("tests.echo", {"value": {"$secret": "x"}}, "params.value"),
    ],
)
def test_what_only_we_write_is_refused_with_the_field_named(
    api: APIClient, task: str, params: dict[str, Any], field: str
) -> None:
    answer = api.post(JOBS, {"task": task, "params": params}, format="json")

    assert answer.status_code == 400
    assert list(answer.json()["details"]) == [field]
    assert not Job.objects.exists()


def test_a_token_of_ours_that_is_sent_back_is_worth_nothing(api: APIClient) -> None:
    api.post(JOBS, WISH, format="json")
    stored = Job.objects.get().params["password"]

    answer = api.post(JOBS, {"task": "tests.connect", "params": PARAMS | {"password": stored}}, format="json")

    assert answer.status_code == 400


def test_the_schemas_say_that_it_is_a_password_and_only_written(api: APIClient) -> None:
    types = {found["task"]: found for found in api.get(f"{JOBS}types/").json()["results"]}
    drawn = types["tests.connect"]["params_schema"]["properties"]["password"]
    assert (drawn["format"], drawn["writeOnly"]) == ("password", True)

    components = SchemaGenerator().get_schema(request=None, public=True)["components"]["schemas"]
    [params] = [found for name, found in components.items() if name.endswith("TestsConnectParams")]
    assert params["properties"]["password"]["format"] == "password"
    assert params["properties"]["password"]["writeOnly"] is True


def test_without_cryptography_the_answer_says_what_is_missing(
    api: APIClient, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    import sys

    settings.SECRET_KEY = "not seen before"
    monkeypatch.setitem(sys.modules, "cryptography.fernet", None)

    answer = api.post(JOBS, WISH, format="json")

    assert (answer.status_code, answer.json()["code"]) == (501, "extra_missing")
    assert registry.get("tests.connect").params.has_secrets
