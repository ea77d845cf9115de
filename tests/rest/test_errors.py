"""One shape for every error, and the right code for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from rest_framework.permissions import BasePermission
from rest_framework.test import APIClient

from django_jobkit.rest.errors import HTTP_STATUS
from tests.rest.conftest import JOBS, STATUSES, TASKS, client_of, make_job, make_user, url_of

ADD = {"task": "tests.add", "params": {"x": 1}}
SESSION = "rest_framework.authentication.SessionAuthentication"
BASIC = "rest_framework.authentication.BasicAuthentication"


def check(answer: Any, status: int, code: str) -> None:
    """Check that `answer` is an error of ours."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/json"
    body = answer.json()
    assert list(body) == ["error", "code", "details"]
    assert body["code"] == code
    assert body["error"].endswith(".")
    assert all(isinstance(said, list) for said in body["details"].values())


def authenticate_by(monkeypatch: pytest.MonkeyPatch, *paths: str) -> None:
    """Make the host authenticate so."""
    from django.utils.module_loading import import_string
    from rest_framework.views import APIView

    monkeypatch.setattr(APIView, "authentication_classes", [import_string(path) for path in paths])


@pytest.mark.parametrize("schemes", [(SESSION,), (BASIC,), (SESSION, BASIC), (BASIC, SESSION), ()])
def test_a_caller_who_is_not_authenticated_gets_a_401_with_a_challenge_whatever_the_scheme(
    anonymous: APIClient, monkeypatch: pytest.MonkeyPatch, schemes: tuple[str, ...]
) -> None:
    authenticate_by(monkeypatch, *schemes)
    for answer in (anonymous.get(JOBS), anonymous.post(TASKS, {}, format="json"), anonymous.delete(f"{STATUSES}1/")):
        check(answer, 401, "not_authenticated")
        assert answer["WWW-Authenticate"]


def test_bad_credentials_are_a_401(anonymous: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    authenticate_by(monkeypatch, BASIC)
    answer = anonymous.get(JOBS, HTTP_AUTHORIZATION="Basic bm9ib2R5Om5vdGhpbmc=")
    check(answer, 401, "authentication_failed")
    assert answer["WWW-Authenticate"].startswith("Basic")


def test_a_session_without_the_csrf_token_is_a_403_of_its_own(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    authenticate_by(monkeypatch, SESSION)
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(make_user("user"))
    assert client.get(JOBS).status_code == 200
    check(client.post(JOBS, ADD, format="json"), 403, "csrf_failed")


class Never(BasePermission):
    """Lets nobody in."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Never."""
        return False


def test_the_permissions_are_those_of_the_settings(
    api: APIClient, anonymous: APIClient, jobkit: Callable[..., None]
) -> None:
    jobkit(PERMISSIONS=[f"{__name__}.Never"])
    check(api.get(JOBS), 403, "permission_denied")
    check(anonymous.get(JOBS), 401, "not_authenticated")
    jobkit(PERMISSIONS=["rest_framework.permissions.IsAuthenticatedOrReadOnly"])
    assert anonymous.get(JOBS).status_code == 200
    check(anonymous.post(JOBS, ADD, format="json"), 401, "not_authenticated")


class NotYours(BasePermission):
    """Lets everybody in, and nobody at anything."""

    def has_object_permission(self, request: Any, view: Any, obj: Any) -> bool:
        """Never."""
        return False


@pytest.mark.parametrize(
    ("method", "action"),
    [
        ("get", ""),
        ("patch", ""),
        ("delete", ""),
        ("post", "cancel"),
        ("post", "retry"),
        ("get", "result"),
        ("get", "statuses"),
        ("get", "artifacts"),
    ],
)
def test_permissions_on_a_single_job_are_asked_too(
    api: APIClient, owner: Any, jobkit: Callable[..., None], method: str, action: str
) -> None:
    jobkit(PERMISSIONS=[f"{__name__}.NotYours"])
    job = make_job("COMPLETED", owner=owner)
    answer = getattr(api, method)(url_of(job, action), {"name": "x"}, format="json", HTTP_IF_NONE_MATCH="*")
    check(answer, 403, "permission_denied")


def test_every_other_mistake_has_its_code(api: APIClient, owner: Any) -> None:
    job = make_job(owner=owner)
    check(api.get(f"{JOBS}x/"), 404, "not_found")
    check(api.put(JOBS, {}, format="json"), 405, "method_not_allowed")
    check(api.get(url_of(job, "cancel")), 405, "method_not_allowed")
    check(api.get(JOBS, HTTP_ACCEPT="text/csv"), 406, "not_acceptable")
    check(api.get(url_of(job, "result")), 409, "job_not_completed")
    check(api.post(JOBS, "<x/>", content_type="application/xml"), 415, "unsupported_media_type")
    check(api.post(JOBS, {"name": "x"}), 415, "unsupported_media_type")
    check(api.post(JOBS, "{", content_type="application/json"), 400, "parse_error")
    check(api.post(JOBS, {}, format="json"), 400, "invalid")
    check(api.post(JOBS, {"task": "x"}, format="json"), 400, "unknown_task")
    check(api.post(JOBS, {"task": "tests.add"}, format="json"), 400, "invalid_params")


def test_a_405_names_the_methods_that_are_allowed(api: APIClient) -> None:
    assert "POST" in api.put(JOBS, {}, format="json")["Allow"]


def test_a_body_that_is_too_large_is_refused(api: APIClient, jobkit: Callable[..., None], settings: Any) -> None:
    jobkit(MAX_BODY_BYTES=100)
    check(api.post(JOBS, {"name": "x" * 100}, format="json"), 413, "body_too_large")
    assert api.post(JOBS, {"name": "x" * 80}, format="json").status_code == 201


def test_an_owner_over_the_quota_is_told_to_wait(
    api: APIClient, other_api: APIClient, jobkit: Callable[..., None]
) -> None:
    jobkit(QUOTA=1)
    assert api.post(JOBS, ADD, format="json").status_code == 202
    for answer in (api.post(JOBS, ADD, format="json"), api.post(TASKS, {"type": "add", "x": 1}, format="json")):
        check(answer, 429, "quota_exceeded")
        assert int(answer["Retry-After"]) >= 1
    assert other_api.post(JOBS, ADD, format="json").status_code == 202


class NotOnMondays:
    """Refuses for a reason that does not go away."""

    def admit(self, requests: list[Any]) -> None:
        """Always."""
        from django_jobkit import SubmissionRefused

        raise SubmissionRefused("Not on Mondays.")


def test_an_admission_policy_that_refuses_is_a_403(api: APIClient, jobkit: Callable[..., None]) -> None:
    jobkit(ADMISSION=[f"{__name__}.NotOnMondays"])
    check(api.post(JOBS, ADD, format="json"), 403, "submission_refused")


def test_a_busy_database_is_a_503_with_retry_after(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("django_jobkit.rest.job_views.visible_jobs", busy)
    answer = api.get(JOBS)
    check(answer, 503, "busy")
    assert answer["Retry-After"] == "1"


def test_what_nobody_foresaw_is_left_to_django(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("django_jobkit.rest.job_views.visible_jobs", broken)
    with pytest.raises(ZeroDivisionError):
        api.get(JOBS)
    api.raise_request_exception = False
    assert api.get(JOBS).status_code == 500


def test_a_caller_without_a_user_object_is_anonymous(db: None, monkeypatch: pytest.MonkeyPatch, opened: None) -> None:
    client = client_of(None)
    monkeypatch.setattr("rest_framework.settings.api_settings.UNAUTHENTICATED_USER", None)
    assert client.post(JOBS, ADD, format="json").json()["owner"] is None
    assert client.get(JOBS).json()["count"] == 1


def test_each_refusal_of_the_services_has_one_status() -> None:
    assert sorted(HTTP_STATUS.values()) == [400, 403, 409, 410, 422, 501]
