"""Who is asking, and what they may see: the only way from a request to rows."""

from __future__ import annotations

import re
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from django_jobkit.models import Job, JobStatus
from django_jobkit.models.querysets import JobQuerySet

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
ANONYMOUS = "anonymous"
Row = TypeVar("Row", bound=Model)
T = TypeVar("T")


def owner_of(request: Request) -> Any:
    """The user that new jobs will belong to; None for anonymous callers."""
    # None when the host sets UNAUTHENTICATED_USER to None.
    user: Any = request.user
    return user if user is not None and user.is_authenticated else None


def scope_of_caller(request: Request) -> str:
    """What keeps the quotas and keys of anonymous callers apart from those of users and of the host's own code."""
    return "" if owner_of(request) is not None else ANONYMOUS


def visible_jobs(request: Request) -> JobQuerySet:
    """The jobs that the caller may see and touch."""
    jobs: JobQuerySet = Job.objects.visible_to(request.user)
    return jobs


def visible_statuses(request: Request) -> Any:
    """The history of those jobs."""
    jobs = visible_jobs(request)
    if not jobs.query.has_filters() and not jobs.query.combinator:
        # Whoever sees all jobs need not be compared with a list of them.
        return JobStatus.objects.all()
    return JobStatus.objects.filter(job__in=jobs)


def is_id(text: str) -> bool:
    """Whether `text` could be the id of a job."""
    return _UUID.fullmatch(text) is not None


def parse_id(text: str) -> UUID:
    """The id in a URL; raises NotFound for what cannot be one, as for an unknown one."""
    if not is_id(text):
        raise NotFound
    return UUID(text)


def get_job(request: Request, job_id: str) -> Job:
    """A job of the caller's without its payloads; raises NotFound when it is unknown or not theirs."""
    return one(visible_jobs(request).without_payloads().filter(pk=parse_id(job_id)))


def one(rows: QuerySet[Row, T]) -> T:
    """The only row of `rows`; raises NotFound when there is none. Unlike `first` it asks for no order."""
    for row in rows:
        return row
    raise NotFound
