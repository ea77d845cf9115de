"""The front page, the health checks, the documentation, and errors in one shape."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from django_jobkit import __version__
from django_jobkit.core.executor import BaseExecutor, Health
from service import readiness, views


class Tired(BaseExecutor):
    """An executor that takes no work."""

    def dispatch(self, job_ids: object) -> None:
        """Let it be."""

    def health(self) -> Health:
        """Not well."""
        return Health(healthy=False)


def test_the_front_page_has_name_version_and_links(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert answer.json()["name"] == "django-jobkit"
    assert answer.json()["version"] == __version__
    assert answer.json()["links"]["jobs"] == "http://testserver/api/jobs/"


def test_browsers_get_the_front_page_as_a_page(client: Client) -> None:
    answer = client.get("/", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert answer["Content-Type"].startswith("text/html")
    assert "/api/docs/" in answer.content.decode()


@pytest.mark.parametrize("path", ["/health/", "/api/v1/health/"])
def test_health_answers_without_touching_the_database(client: Client, path: str) -> None:
    # No database mark: a query would fail this test.
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.json() == {"status": "healthy", "service": "django-jobkit"}


@pytest.mark.django_db
def test_ready_names_every_dependency(client: Client) -> None:
    answer = client.get("/health/ready/")
    assert answer.status_code == 200
    ok = {"status": "ok"}
    assert answer.json()["checks"] == {"database": ok, "migrations": ok, "executor": ok, "uploads": ok}


@pytest.mark.django_db
def test_ready_is_503_while_migrations_are_missing(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'jobkit'")
    answer = client.get("/health/ready/")
    assert answer.status_code == 503
    assert answer["Retry-After"].isdigit()
    assert answer.json()["status"] == "unavailable"
    assert "manage.py migrate" in answer.json()["checks"]["migrations"]["message"]


@pytest.mark.django_db
def test_ready_is_503_while_the_executor_takes_no_work(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "get_executor", Tired)
    answer = client.get("/health/ready/")
    assert answer.status_code == 503
    assert answer.json()["checks"]["executor"]["status"] == "unavailable"


@pytest.mark.django_db
def test_ready_is_503_while_no_file_can_be_kept(client: Client, settings: object, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")
    settings.MEDIA_ROOT = tmp_path / "taken"  # type: ignore[attr-defined]
    answer = client.get("/health/ready/")
    assert answer.status_code == 503
    assert "MEDIA_ROOT" in answer.json()["checks"]["uploads"]["message"]


def test_ready_keeps_what_the_database_said_to_the_log(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> str:
        raise DatabaseError("password for somebody@db.internal")

    monkeypatch.setattr(readiness, "QUESTIONS", {"database": broken})
    answer = client.get("/health/ready/")
    assert answer.status_code == 503
    assert "somebody" not in answer.content.decode()
    assert "somebody" in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "_description"), views.LINKS.values())
def test_every_link_of_the_front_page_leads_somewhere(client: Client, path: str, _description: str) -> None:
    assert client.get(path, follow=True).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/docs/", "/api/redoc/"])
def test_the_documentation_needs_nothing_from_elsewhere(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    assert "/static/drf_spectacular_sidecar/" in page
    assert "//cdn" not in page
    assert "https://" not in page


def test_an_unknown_path_of_the_api_is_a_404_in_the_one_shape(client: Client) -> None:
    answer = client.get("/api/nothing/")
    assert answer.status_code == 404
    assert answer.json() == {"error": "There is nothing here.", "code": "not_found", "details": {}}


def test_an_unknown_path_elsewhere_is_a_page(client: Client) -> None:
    assert client.get("/nothing/")["Content-Type"].startswith("text/html")


def test_a_reader_who_forgets_the_slash_is_sent_on(client: Client) -> None:
    answer = client.get("/api/jobs")
    assert (answer.status_code, answer["Location"]) == (301, "/api/jobs/")


@pytest.mark.parametrize("debug", [False, True])
def test_a_writer_who_forgets_the_slash_is_told(client: Client, settings: object, debug: bool) -> None:
    settings.DEBUG = debug  # type: ignore[attr-defined]
    answer = client.post("/api/jobs", {"name": "x"}, content_type="application/json")
    assert answer.status_code == 404
    assert "/api/jobs/ with a slash" in answer.json()["error"]


def test_a_wrong_method_is_a_405_in_the_one_shape(client: Client) -> None:
    answer = client.post("/health/")
    assert answer.status_code == 405
    assert answer.json()["code"] == "method_not_allowed"
    assert answer["Allow"] == "GET, HEAD"


def test_an_unknown_host_is_a_400_in_the_one_shape(client: Client) -> None:
    answer = client.get("/api/jobs/", headers={"Host": "elsewhere.example"})
    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_request"


@pytest.mark.parametrize("debug", [False, True])
def test_a_fault_of_ours_is_a_500_that_tells_nothing(
    settings: object, monkeypatch: pytest.MonkeyPatch, debug: bool
) -> None:
    settings.DEBUG = debug  # type: ignore[attr-defined]

    def broken() -> list[readiness.Check]:
        raise ValueError("the inside of the machine")

    monkeypatch.setattr(views, "readiness", broken)
    answer = Client(raise_request_exception=False).get("/health/ready/")
    assert answer.status_code == 500
    assert answer.json()["code"] == "server_error"
    assert "machine" not in answer.content.decode()


@pytest.mark.django_db
def test_the_front_page_needs_no_query(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get("/")
    assert len(queries) == 0


@pytest.mark.django_db
def test_a_front_end_in_another_origin_may_use_the_api(client: Client, settings: object) -> None:
    origin = settings.CORS_ALLOWED_ORIGINS[0]  # type: ignore[attr-defined]
    answer = client.options(
        "/api/jobs/",
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "idempotency-key,prefer",
        },
    )
    assert answer["Access-Control-Allow-Origin"] == origin
    assert "idempotency-key" in answer["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Origin" not in client.options("/api/jobs/", headers={"Origin": "https://evil.example"})


@pytest.mark.django_db
@pytest.mark.parametrize("version", ["%00", "%0d%0aX:1", "9"])
def test_nobody_writes_into_the_name_of_the_schema(client: Client, version: str) -> None:
    answer = client.get(f"/api/schema/?version={version}")
    assert answer.status_code == 200
    assert version not in answer["Content-Disposition"]


@pytest.mark.parametrize("path", ["/api/docs/", "/api/redoc/"])
def test_a_page_has_nothing_to_tell_to_options(client: Client, path: str) -> None:
    assert client.options(path).status_code == 405
