"""The refusals of the services with their codes, and how they look over HTTP."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from django_jobkit import exceptions
from django_jobkit.exceptions import JobkitError, SubmissionRefused
from django_jobkit.rest.errors import HTTP_STATUS, TOO_MANY_REQUESTS
from docs.generators.pages import table

#: Raised inside handlers or given to them; no request is ever answered with one.
_INSIDE = (exceptions.JobStopped, exceptions.LeaseLost, exceptions.PermanentFailure, exceptions.RetryLater)


def refusal_classes() -> Iterator[type[JobkitError]]:
    """Every error that has an HTTP status, in the order of the source."""
    for _, member in inspect.getmembers(exceptions, inspect.isclass):
        if issubclass(member, JobkitError) and not issubclass(member, _INSIDE) and _status(member):
            yield member


def _status(kind: type[JobkitError]) -> int | None:
    return next((HTTP_STATUS[base] for base in kind.__mro__ if base in HTTP_STATUS), None)


def _spoken_status(kind: type[JobkitError]) -> str:
    status = str(_status(kind))
    if issubclass(kind, SubmissionRefused):
        return f"{status}, or {TOO_MANY_REQUESTS} when it says how long to wait"
    return status


def refusals() -> str:
    """A row for each error."""
    rows = [
        [f"`{kind.code}`", _spoken_status(kind), f"`{kind.__name__}`", inspect.cleandoc(kind.__doc__ or "")]
        for kind in sorted(refusal_classes(), key=lambda kind: (_status(kind), kind.code))
    ]
    return table(["`code`", "HTTP", "Exception", "Meaning"], rows)
