"""Our URLs under any prefix, in any namespace, as often as a host likes, whatever its tastes."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import run_checks
from django.urls import include, path
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.test import APIClient
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.versioning import NamespaceVersioning
from rest_framework.views import APIView

from tests.rest.conftest import make_job

urlpatterns = [
    path("ext/", include("django_jobkit.urls")),
    path("again/<slug:tenant>/", include("django_jobkit.urls", namespace="again")),
    path("singly/", include("django_jobkit.rest.urls", namespace="singly")),
    path("todo/", include("django_jobkit.rest.task_urls")),
]
PREFIXES = ["/ext/", "/again/a-tenant/", "/singly/"]


@pytest.fixture(autouse=True)
def _mounted(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


def test_a_host_may_include_us_several_times(db: None) -> None:
    assert [message for message in run_checks() if message.id and message.id.startswith("urls")] == []


@pytest.mark.parametrize("prefix", PREFIXES)
def test_links_stay_in_the_mount_of_the_request(api: APIClient, prefix: str) -> None:
    answer = api.post(f"{prefix}jobs/", {"task": "tests.add", "params": {"x": 1}}, format="json")
    job = answer.json()
    here = f"http://testserver{prefix}jobs/{job['id']}/"
    places = ("result", "statuses", "artifacts", "cancel", "retry")
    links = {"self": here, **{name: f"{here}{name}/" for name in places}}
    assert answer["Location"] == here
    assert job["links"] == links
    assert api.get(here).json()["links"] == links
    assert api.get(f"{prefix}jobs/").json()["results"][0]["links"] == links
    assert api.post(links["cancel"]).json()["links"] == links
    assert api.post(links["retry"])["Location"] == here
    assert api.get(f"{prefix}jobs/?page_size=1&cursor=").status_code == 200


@pytest.mark.parametrize("mount", ["/todo/", "/ext/tasks/", "/again/a-tenant/tasks/"])
def test_an_ad_hoc_task_is_found_where_it_was_submitted(api: APIClient, mount: str) -> None:
    answer = api.post(mount, {"type": "add", "x": 1}, format="json")
    assert answer["Location"] == f"http://testserver{mount}{answer.json()['task_id']}/"
    assert api.get(answer["Location"]).status_code == 200


def test_links_name_the_host_and_the_script_of_the_request(api: APIClient, owner: Any) -> None:
    job = make_job(owner=owner)
    answer = api.get(f"/ext/jobs/{job.id}/", SCRIPT_NAME="/app", HTTP_HOST="jobs.example:8443", secure=True)
    assert answer.json()["links"]["self"] == f"https://jobs.example:8443/app/ext/jobs/{job.id}/"


def test_a_prefix_is_quoted_in_links(api: APIClient) -> None:
    answer = api.post("/again/a-tenant/jobs/", {"name": "x"}, format="json", SCRIPT_NAME="/a b")
    assert answer["Location"].startswith("http://testserver/a%20b/again/")


class Envelope(JSONRenderer):
    """Puts everything into an envelope."""

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        """In it."""
        rendered: bytes = super().render({"data": data}, *args, **kwargs)
        return rendered


class Never(SimpleRateThrottle):
    """Has no rate, and says so."""

    scope = "nobody knows"


@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_tastes_of_the_host_change_nothing(
    api: APIClient, owner: Any, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = [api.get(f"{prefix}jobs/").content, api.get(f"{prefix}jobs/x/").content]
    monkeypatch.setattr(APIView, "renderer_classes", [Envelope])
    monkeypatch.setattr(APIView, "parser_classes", [])
    monkeypatch.setattr(APIView, "versioning_class", NamespaceVersioning)
    monkeypatch.setattr(APIView, "throttle_classes", [Never])
    monkeypatch.setattr(APIView, "permission_classes", [])
    monkeypatch.setattr(APIView, "metadata_class", None)
    monkeypatch.setattr("rest_framework.generics.GenericAPIView.pagination_class", LimitOffsetPagination)
    monkeypatch.setattr("rest_framework.settings.api_settings.EXCEPTION_HANDLER", lambda *_: None)
    monkeypatch.setattr("rest_framework.settings.api_settings.NON_FIELD_ERRORS_KEY", "whole")
    assert [api.get(f"{prefix}jobs/").content, api.get(f"{prefix}jobs/x/").content] == plain
    assert list(api.post(f"{prefix}jobs/", [], format="json").json()["details"]) == ["non_field_errors"]
    assert api.post(f"{prefix}jobs/", {"name": "x"}, format="json").status_code == 201
    assert APIClient().get(f"{prefix}jobs/").status_code == 401


@pytest.mark.django_db(transaction=True)
def test_atomic_requests_of_the_host_do_no_harm(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection

    from django_jobkit.models import Job
    from tests.rest.conftest import client_of, make_user

    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
    settings.JOBKIT = {**settings.JOBKIT, "QUOTA": 2}
    api = client_of(make_user("atomic"))
    add = {"task": "tests.add", "params": {"x": 1}}
    first = api.post("/ext/jobs/", add, format="json", HTTP_IDEMPOTENCY_KEY="k")
    assert api.get(first["Location"]).json()["status"] == "COMPLETED"
    assert api.post("/ext/jobs/", add, format="json", HTTP_IDEMPOTENCY_KEY="k")["Idempotent-Replayed"] == "true"
    bad = {"task": "tests.add", "params": {"x": "x"}}
    assert api.post("/ext/jobs/bulk/", {"jobs": [add, bad], "atomic": True}, format="json").status_code == 400
    assert api.post("/ext/jobs/bulk/", {"jobs": [add] * 3}, format="json").status_code == 429
    assert Job.objects.count() == 1
    assert api.get(first["Location"], {"wait": "1"}).status_code == 200
    assert api.delete(first["Location"]).status_code == 204
