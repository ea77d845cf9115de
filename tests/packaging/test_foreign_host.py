"""Our app inside a project that shares our words and none of our tastes."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from tests.packaging.conftest import Stranger

OUR_PREFIX = "Jobkit"

# Everything the host answers by its own global settings: pages, envelopes, versions, parsers and errors of all kinds.
QUESTIONS: list[dict[str, str]] = [
    {"method": "GET", "path": "/v1/"},
    {"method": "GET", "path": "/v1/jobs/"},
    {"method": "GET", "path": "/v1/jobs/?limit=1&offset=5&search=x"},
    {"method": "GET", "path": "/v1/jobs/999/"},
    {"method": "POST", "path": "/v1/jobs/", "body": "{}"},
    {"method": "POST", "path": "/v1/jobs/", "body": '{"title": "open", "status": "open"}'},
    {"method": "POST", "path": "/v1/jobs/", "body": '{"title": "x", "status": "RUNNING"}'},
    {"method": "POST", "path": "/v1/jobs/", "body": "{"},
    {"method": "PATCH", "path": "/v1/jobs/"},
    {"method": "POST", "path": "/v1/jobs/1/cancel/"},
    {"method": "POST", "path": "/v1/jobs/1/cancel/", "user": "ada"},
    {"method": "GET", "path": "/v1/jobs/", "user": "nobody"},
    {"method": "GET", "path": "/v1/jobs/broken/"},
    {"method": "GET", "path": "/v1/nothing/"},
    {"method": "GET", "path": "/nothing/"},
    {"method": "GET", "path": "/admin/"},
]


@pytest.fixture(scope="module")
def schemas(stranger: Stranger) -> tuple[dict[str, Any], dict[str, Any]]:
    """The host's schema without us and with us; neither may warn."""

    @cache
    def schema(with_jobkit: bool) -> dict[str, Any]:
        command = ("spectacular", "--api-version", "v1", "--format", "openapi-json", "--validate", "--fail-on-warn")
        written: dict[str, Any] = json.loads(stranger.manage(*command, with_jobkit=with_jobkit))
        return written

    return schema(False), schema(True)


def as_text(part: Any) -> str:
    """The very bytes, in the order in which they were written."""
    return json.dumps(part, indent=1)


def test_the_host_needs_no_extra_and_its_checks_and_migrations_are_content(stranger: Stranger) -> None:
    stranger.manage("check", "--fail-level", "WARNING")
    stranger.manage("makemigrations", "--check", "--dry-run")
    found = stranger.run("-c", "from importlib.util import find_spec as f; print(f('rich'), f('psycopg'), f('celery'))")
    assert found.split() == ["None", "None", "None"]


def test_the_hosts_answers_are_the_same_byte_for_byte_with_and_without_us(stranger: Stranger) -> None:
    without = stranger.ask(*QUESTIONS, with_jobkit=False)
    assert stranger.ask(*QUESTIONS) == without
    assert {answer["status"] for answer in without} >= {200, 400, 401, 403, 404, 405, 500}


def test_the_hosts_schema_is_the_same_byte_for_byte_with_and_without_us(
    schemas: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    without, with_us = schemas
    ours = [path for path in with_us["paths"] if path.startswith("/ext/")]
    assert ours
    assert as_text({path: item for path, item in with_us["paths"].items() if path not in ours}) == as_text(
        without["paths"]
    )
    for kind, components in without["components"].items():
        kept = {name: part for name, part in with_us["components"][kind].items() if name in components}
        assert as_text(kept) == as_text(components)
    rest = ("paths", "components")
    assert as_text({k: v for k, v in with_us.items() if k not in rest}) == as_text(
        {k: v for k, v in without.items() if k not in rest}
    )


def test_everything_we_add_to_the_hosts_schema_carries_our_prefix(
    schemas: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    without, with_us = schemas
    added = with_us["components"]["schemas"].keys() - without["components"]["schemas"].keys()
    assert {name for name in added if not name.startswith(OUR_PREFIX)} == set()
    operations = {
        operation["operationId"]
        for path, item in with_us["paths"].items()
        if path.startswith("/ext/")
        for operation in item.values()
        if isinstance(operation, dict)
    }
    assert {name for name in operations if not name.lower().startswith(OUR_PREFIX.lower())} == set()


def test_our_errors_keep_our_shape_whatever_the_hosts_handler_renderer_and_versions(stranger: Stranger) -> None:
    unknown = "/ext/jobs/00000000-0000-7000-8000-000000000000/"
    not_signed_in, missing, invalid, damaged = stranger.ask(
        {"method": "GET", "path": "/ext/jobs/"},
        {"method": "GET", "path": unknown, "user": "ada"},
        {"method": "POST", "path": "/ext/jobs/", "body": '{"task": "works.square", "params": {}}', "user": "ada"},
        {"method": "POST", "path": "/ext/jobs/", "body": "{", "user": "ada"},
    )
    told = (not_signed_in, missing, invalid, damaged)
    assert [answer["status"] for answer in told] == [401, 404, 400, 400]
    assert [set(json.loads(answer["body"])) for answer in told] == [{"error", "code", "details"}] * 4
    assert "params.number" in json.loads(invalid["body"])["details"]


def test_our_pages_keep_our_shape_whatever_the_hosts_pagination(stranger: Stranger) -> None:
    stranger.ask({"method": "POST", "path": "/ext/jobs/", "body": '{"name": "elsewhere"}', "user": "ada"})
    page, foreign = stranger.ask(
        {"method": "GET", "path": "/ext/jobs/?page=1&page_size=1", "user": "ada"},
        {"method": "GET", "path": "/ext/jobs/", "user": "ben"},
    )
    assert set(json.loads(page["body"])) >= {"count", "next", "previous", "results"}
    assert len(json.loads(page["body"])["results"]) == 1
    assert json.loads(foreign["body"])["results"] == []


def test_the_admin_shows_our_pages_to_a_user_with_a_uuid(stranger: Stranger) -> None:
    code = (
        "from django.test import Client; from people.models import Person; client = Client();"
        "client.force_login(Person.objects.get(username='root'));"
        "print([client.get(f'/admin/{p}').status_code for p in ('', 'jobkit/job/', 'works/job/')])"
    )
    assert stranger.manage("shell", "-c", code).strip().splitlines()[-1] == "[200, 200, 200]"
