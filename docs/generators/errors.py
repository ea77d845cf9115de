"""The refusals of the services with their codes, and how they look over HTTP."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from types import ModuleType

from django_jobkit import egress, exceptions
from django_jobkit.egress.errors import EgressError, EgressRefused, RateLimited
from django_jobkit.exceptions import JobkitError, SubmissionRefused
from django_jobkit.rest.errors import HTTP_STATUS, TOO_MANY_REQUESTS
from django_jobkit.scans import problems
from docs.generators.pages import table

#: Raised inside handlers or given to them; no request is ever answered with one.
_INSIDE = (exceptions.JobStopped, exceptions.LeaseLost, exceptions.PermanentFailure, exceptions.RetryLater)


def refusal_classes(module: ModuleType = exceptions) -> Iterator[type[JobkitError]]:
    """Every error of `module` that has an HTTP status, in the order of their names."""
    for _, member in inspect.getmembers(module, inspect.isclass):
        is_ours = issubclass(member, JobkitError) and member.__module__ == module.__name__
        if is_ours and not issubclass(member, _INSIDE) and _status(member):
            yield member


def _status(kind: type[JobkitError]) -> int | None:
    return next((HTTP_STATUS[base] for base in kind.__mro__ if base in HTTP_STATUS), None)


def _spoken_status(kind: type[JobkitError]) -> str:
    status = str(_status(kind))
    if issubclass(kind, SubmissionRefused):
        return f"{status}, or {TOO_MANY_REQUESTS} when it says how long to wait"
    return status


def refusals(module: ModuleType = exceptions) -> str:
    """A row for each error of `module`."""
    rows = [
        [f"`{kind.code}`", _spoken_status(kind), f"`{kind.__name__}`", inspect.cleandoc(kind.__doc__ or "")]
        for kind in sorted(refusal_classes(module), key=lambda kind: (_status(kind), kind.code))
    ]
    return table(["`code`", "HTTP", "Exception", "Meaning"], rows)


def refusals_of_scans() -> str:
    """A row for each error that only scans have."""
    return refusals(problems)


def failures_of_requests() -> str:
    """A row for each way in which a request to another server fails."""
    kinds = {
        kind for _, kind in inspect.getmembers(egress, inspect.isclass) if issubclass(kind, (EgressError, RateLimited))
    }
    rows = [
        [f"`{kind.code}`", f"`{kind.__name__}`", _again(kind), inspect.cleandoc(kind.__doc__ or "").split("\n\n")[0]]
        for kind in sorted(kinds, key=lambda kind: (kind.code, kind.__name__))
    ]
    return table(["`code`", "Exception", "Tried again", "Meaning"], rows)


def _again(kind: type[JobkitError]) -> str:
    return "no" if issubclass(kind, EgressRefused) else "yes"
