"""Every route, every method, every kind of caller; a new route without a row here fails."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import URLPattern
from rest_framework.test import APIClient

from django_jobkit.models import Job, JobStatus
from django_jobkit.rest.task_urls import urlpatterns as task_urlpatterns
from django_jobkit.rest.urls import urlpatterns
from tests.rest.callers import METHODS, Callers, assert_is_private, owner_gets
from tests.rest.conftest import make_job

#: For each route: what the methods answer to the owner of a FAILED executed job. Others get 405.
ROUTES = {
    "jobs/": {"get": 200, "post": 400},
    "jobs/bulk/": {"post": 400},
    "jobs/summary/": {"get": 200},
    "jobs/types/": {"get": 200},
    "jobs/<str:job_id>/": {"get": 200, "put": 400, "patch": 200, "delete": 204},
    "jobs/<str:job_id>/cancel/": {"post": 409},
    "jobs/<str:job_id>/retry/": {"post": 202},
    "jobs/<str:job_id>/result/": {"get": 409},
    "jobs/<str:job_id>/statuses/": {"get": 200},
    "jobs/<str:job_id>/artifacts/": {"get": 200},
    # The job has none.
    "jobs/<str:job_id>/artifacts/<str:artifact_id>/": {"get": 404},
    "jobstatuses/": {"get": 200, "post": 400},
    "jobstatuses/<str:status_id>/": {"get": 200, "put": 409, "patch": 409, "delete": 409},
    "tasks/": {"post": 400},
    "tasks/<str:task_id>/": {"get": 200},
}


def routes() -> dict[str, URLPattern]:
    """The URLconf itself, with the place where each route is mounted."""
    found = {str(pattern.pattern): pattern for pattern in urlpatterns}
    return found | {f"tasks/{pattern.pattern}": pattern for pattern in task_urlpatterns}


def ask(client: APIClient, method: str, route: str, job: Job) -> Any:
    """Ask for `route` about `job`."""
    status = JobStatus.objects.filter(job=job).last()
    path = "/" + (route if route.startswith("tasks/") else f"api/{route}")
    keys = {"job_id": job.pk, "task_id": job.pk, "artifact_id": 1, "status_id": status.pk if status else 0}
    for name, key in keys.items():
        path = path.replace(f"<str:{name}>", str(key))
    return getattr(client, method)(path, {} if method != "get" else None, format=None if method == "get" else "json")


def test_the_matrix_is_complete() -> None:
    assert routes().keys() == ROUTES.keys()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("route", ROUTES)
def test_who_may_do_what(route: str, method: str, owner: Any, callers: Callers) -> None:
    for client in callers:
        job = make_job("FAILED", owner=owner)
        before = Job.objects.filter(pk=job.pk).values().get()
        answer = ask(client, method, route, job)
        own = owner_gets(method, ROUTES[route])
        is_about_one = "<" in route
        assert_is_private(answer)
        if client is callers.anonymous:
            assert answer.status_code == 401
        elif client is callers.other and is_about_one and method != "options":
            assert answer.status_code == (405 if own == 405 else 404)
        else:
            assert answer.status_code == own
        if client in (callers.anonymous, callers.other):
            assert Job.objects.filter(pk=job.pk).values().get() == before
