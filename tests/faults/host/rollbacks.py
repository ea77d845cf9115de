"""Views of a host whose transactions come to nothing, each in its own way, after a job was submitted in them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from django_jobkit import submit_many
from tests.faults.host import jobs


class Undo(Exception):
    """The host changes its mind."""


def _plainly() -> None:
    with suppress(Undo), transaction.atomic():
        jobs.step.submit()
        raise Undo


def _in_a_savepoint() -> None:
    with transaction.atomic(), suppress(Undo), transaction.atomic():
        jobs.step.submit()
        raise Undo


def _around_a_savepoint() -> None:
    with suppress(Undo), transaction.atomic():
        with transaction.atomic():
            jobs.step.submit()
        raise Undo


def _at_commit() -> None:
    with suppress(IntegrityError), transaction.atomic():
        jobs.step.submit()
        # Of a content type that does not exist, which the database notices at COMMIT and no earlier.
        Permission.objects.create(codename="none", content_type_id=-1)


def _with_many() -> None:
    with suppress(Undo), transaction.atomic():
        submit_many([jobs.step.request()] * 10)
        raise Undo


WAYS: dict[str, Callable[[], None]] = {
    "plainly": _plainly,
    "in-a-savepoint": _in_a_savepoint,
    "around-a-savepoint": _around_a_savepoint,
    "at-commit": _at_commit,
    "with-many": _with_many,
}


@csrf_exempt
@require_POST
@transaction.non_atomic_requests
def roll_back(request: HttpRequest, way: str) -> JsonResponse:
    """Submit, and roll back in one of the WAYS."""
    WAYS[way]()
    return JsonResponse({})


@csrf_exempt
@require_POST
def fail_the_request(request: HttpRequest) -> JsonResponse:
    """Submit and raise, which under ATOMIC_REQUESTS rolls back."""
    jobs.step.submit()
    raise Undo


def _stumble() -> None:
    raise Undo


@csrf_exempt
@require_POST
@transaction.non_atomic_requests
def stumble_after_commit(request: HttpRequest) -> JsonResponse:
    """Submit in a transaction after whose commit a callback of the host's raises, before ours is called."""
    with suppress(Undo), transaction.atomic():
        transaction.on_commit(_stumble)
        job = jobs.effect.submit()
    return JsonResponse({"id": str(job.pk)}, status=201)
