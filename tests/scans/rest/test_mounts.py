"""Scans under any prefix, in any namespace, with the browsable API and within transactions of the host."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import run_checks
from django.urls import include, path
from rest_framework.test import APIClient

from tests.scans.rest.conftest import make_scan, make_source, numbered

urlpatterns = [
    path("ext/", include("django_jobkit.urls")),
    path("again/<slug:tenant>/", include("django_jobkit.urls", namespace="again")),
    path("api/v1/scan/", include("django_jobkit.scans.urls", namespace="singly")),
]
MOUNTS = ["/ext/scan/", "/again/a-tenant/scan/", "/api/v1/scan/"]


@pytest.fixture(autouse=True)
def _mounted(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


def test_a_host_may_include_scans_several_times(db: None) -> None:
    assert [message for message in run_checks() if message.id and message.id.startswith("urls")] == []


@pytest.mark.parametrize("mount", MOUNTS)
def test_links_stay_in_the_mount_of_the_request(api: APIClient, owner: Any, mount: str) -> None:
    here = f"http://testserver{mount}"
    started = api.post(f"{mount}start/")
    links = started.json()["links"]
    assert links["status"] == started["Location"] == f"{here}status/{started.json()['job_id']}/"
    assert api.get(links["status"]).json()["links"] == links
    assert api.get(mount).json()["results"][0]["links"] == links
    assert api.post(links["cancel"]).json()["links"] == links
    assert api.post(links["resume"])["Location"] == links["status"]
    source = make_source(owner)
    kept = api.get(f"{mount}sources/{source.pk}/").json()["links"]
    assert kept == {"self": f"{here}sources/{source.pk}/", "start": f"{here}sources/{source.pk}/start/"}
    assert api.get(f"{mount}sources/").json()["results"][0]["links"] == kept
    assert api.post(kept["start"]).json()["links"]["status"].startswith(f"{here}status/")
    scan = make_scan(records=numbered(11), owner=owner)
    following = api.get(f"{mount}result/{scan.pk}/").json()["next"]
    assert following == f"{here}result/{scan.pk}/?page=2"


@pytest.mark.parametrize("mount", MOUNTS)
def test_people_can_browse_while_developing(api: APIClient, owner: Any, mount: str, settings: Any) -> None:
    settings.DEBUG = True
    scan = make_scan(records=numbered(1), owner=owner, scan={"source": make_source(owner)})
    paths = ("", "start/", "preview/", "sources/", f"sources/{scan.source_id}/", f"status/{scan.pk}/")
    for place in (*paths, f"result/{scan.pk}/", f"result/{scan.pk}/?format=api", f"remove/{scan.pk}/"):
        # A page for people shows more than the scan, so it is never "not modified".
        answer = api.get(mount + place, HTTP_ACCEPT="text/html", HTTP_IF_NONE_MATCH="*")
        assert answer.status_code in {200, 405}
        assert answer["Content-Type"] == "text/html; charset=utf-8"
    file = api.get(f"{mount}result/{scan.pk}/?format=csv", HTTP_ACCEPT="text/html")
    assert file["Content-Type"] == "text/csv; charset=utf-8"


@pytest.mark.django_db(transaction=True)
def test_atomic_requests_of_the_host_do_no_harm(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection

    from tests.rest.conftest import client_of, make_user

    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
    api = client_of(make_user("atomic"))
    started = api.post("/ext/scan/start/", HTTP_IDEMPOTENCY_KEY="k").json()
    assert api.get(started["links"]["status"], {"wait": "1"}).json()["status"] == "completed"
    assert api.post("/ext/scan/start/", HTTP_IDEMPOTENCY_KEY="k")["Idempotent-Replayed"] == "true"
    kept = {"name": "x", "extractor": "sample"}
    assert api.post("/ext/scan/sources/", kept, format="json").status_code == 201
    assert api.post("/ext/scan/sources/", kept, format="json").status_code == 400
    assert b"".join(api.get(f"{started['links']['result']}?format=ndjson").streaming_content).endswith(b"}\n")
    assert api.delete(started["links"]["remove"]).status_code == 204
