"""The front page and the health checks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from django_jobkit import __version__
from service.readiness import readiness

SERVICE = "django-jobkit"
LINKS = {
    "self": ("/", "Start here"),
    "jobs": ("/api/jobs/", "Submit, watch, cancel and retry jobs"),
    "job_statuses": ("/api/jobstatuses/", "What happened to each job, in order"),
    "task_types": ("/api/jobs/types/", "What can be submitted, with its parameters"),
    "scans": ("/api/v1/scan/", "Pull records out of files, APIs and pages"),
    "extractors": ("/api/v1/scan/extractors/", "What can be scanned, with its options"),
    "identity": ("/api/accounts/identity/", "Who am I? Beside it: register/, login/ and logout/"),
    "docs": ("/api/docs/", "Try the API in Swagger UI"),
    "redoc": ("/api/redoc/", "Read the API in ReDoc"),
    "schema": ("/api/schema/", "The OpenAPI schema"),
    "admin": ("/admin/", "Jobs, scans and sources in the Django admin"),
    "login": ("/api-auth/login/", "Sign in to the browsable API"),
    "health": ("/health/", "Is the process alive?"),
    "ready": ("/health/ready/", "Can it take work?"),
}


@require_safe
def front_page(request: HttpRequest) -> HttpResponse:
    """Name, version and links: a page for browsers, JSON for everybody else."""
    links = {name: request.build_absolute_uri(path) for name, (path, _) in LINKS.items()}
    if request.get_preferred_type(["application/json", "text/html"]) == "text/html":
        response = render(request, "service/front_page.html", {"version": __version__, "links": LINKS.values()})
    else:
        response = JsonResponse({"name": SERVICE, "version": __version__, "links": links})
    response["Vary"] = "Accept"
    return response


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer without any I/O that this process is alive."""
    return JsonResponse({"status": "healthy", "service": SERVICE})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Whether everything that jobs need is there: 200, or 503 with the names of what is not."""
    checks = readiness()
    is_ready = all(check.healthy for check in checks)
    body = {
        "status": "ready" if is_ready else "unavailable",
        "service": SERVICE,
        "checks": {check.name: check.as_json() for check in checks},
    }
    if is_ready:
        return JsonResponse(body)
    return JsonResponse(body, status=503, headers={"Retry-After": "5"})
