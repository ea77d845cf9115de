"""Every route of scans, every method, every kind of caller; a new route without a row here fails."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from django_jobkit.models import Job
from django_jobkit.scans.models import Scan, ScanSource
from django_jobkit.scans.urls import urlpatterns
from tests.rest.callers import METHODS, Callers, assert_is_private, owner_gets
from tests.scans.rest.conftest import SCANS, make_scan, make_source, numbered

#: For each route: what the methods answer to the owner of a FAILED scan of a source. Others get 405.
ROUTES = {
    "": {"get": 200},
    "start/": {"post": 202},
    "preview/": {"post": 415},
    "extractors/": {"get": 200},
    "sources/": {"get": 200, "post": 400},
    "sources/<str:source_id>/": {"get": 200, "put": 400, "patch": 200, "delete": 204},
    "sources/<str:source_id>/start/": {"post": 202},
    "status/<str:job_id>/": {"get": 200},
    "result/<str:job_id>/": {"get": 409},
    "errors/<str:job_id>/": {"get": 200},
    "profile/<str:job_id>/": {"get": 200},
    "diff/<str:job_id>/": {"get": 400},
    "cancel/<str:job_id>/": {"post": 409},
    "resume/<str:job_id>/": {"post": 202},
    "restart/<str:job_id>/": {"post": 202},
    "remove/<str:job_id>/": {"delete": 204},
}


def ask(client: APIClient, method: str, route: str, ids: dict[str, Any]) -> Any:
    """Ask for `route`."""
    path = SCANS + route
    for name, key in ids.items():
        path = path.replace(f"<str:{name}>", str(key))
    body = None if method == "get" else {}
    return getattr(client, method)(path, body, format=None if method == "get" else "json")


def state() -> Any:
    """All that could have been changed."""
    return [list(model.objects.order_by("pk").values()) for model in (Job, Scan, ScanSource)]


def test_the_matrix_is_complete() -> None:
    assert {str(pattern.pattern) for pattern in urlpatterns} == ROUTES.keys()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("route", ROUTES)
def test_who_may_do_what(route: str, method: str, owner: Any, callers: Callers) -> None:
    for number, client in enumerate(callers):
        source = make_source(owner, str(number))
        scan = make_scan("FAILED", numbered(1), owner=owner, scan={"source": source})
        before = state()
        answer = ask(client, method, route, {"job_id": scan.pk, "source_id": source.pk})
        own = owner_gets(method, ROUTES[route])
        assert_is_private(answer)
        if client is callers.anonymous:
            assert answer.status_code == 401
        elif client is callers.other and "<" in route and method != "options":
            unknown = {"job_id": "0190a6f0-0000-7000-8000-000000000000"}
            none = ask(client, method, route, {**unknown, "source_id": unknown["job_id"]})
            assert answer.status_code == none.status_code == (405 if own == 405 else 404)
            assert answer.content == none.content
        else:
            assert answer.status_code == own, answer.content
        if client is callers.anonymous or (client is callers.other and "<" in route):
            assert state() == before


@pytest.mark.parametrize("form", ["json", "multipart"])
def test_a_session_needs_its_token(owner: Any, form: str) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(owner)
    answer = client.post(f"{SCANS}start/", {}, format=form)
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    assert not Scan.objects.exists()
    token = "x" * 32
    client.cookies["csrftoken"] = token
    assert client.post(f"{SCANS}start/", {"name": "x"}, format=form, HTTP_X_CSRFTOKEN=token).status_code == 202
