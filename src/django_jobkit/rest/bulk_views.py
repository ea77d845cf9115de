"""Many jobs in one call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from django_jobkit.core.submitting import JobRequest
from django_jobkit.exceptions import InvalidRequest, JobkitError
from django_jobkit.rest.access import owner_of, scope_of_caller
from django_jobkit.rest.base_view import JobkitView
from django_jobkit.rest.errors import error_body, flat_details
from django_jobkit.rest.openapi import job_operations as described
from django_jobkit.rest.serializers import BulkSerializer, SubmissionSerializer
from django_jobkit.services.submit_many import submit_many

Errors = Mapping[str, Any]
# Stands in for an item that cannot even be asked for, so that the service judges all the others in their places.
_REFUSED = JobRequest(task="", params={})


class BulkView(JobkitView):
    """Submitting many jobs at once."""

    @described.submit_jobs
    def post(self, request: Request) -> Response:
        """Submit each item that is right, or all or none of them with `atomic`."""
        bulk = BulkSerializer(data=request.data)
        bulk.is_valid(raise_exception=True)
        atomic = bulk.validated_data["atomic"]
        wishes = self._wishes(bulk.validated_data["jobs"])
        answers = submit_many([wish for wish, _ in wishes], atomic=atomic)
        outcomes = [
            errors or (_errors(answer) if isinstance(answer, JobkitError) else answer)
            for (_, errors), answer in zip(wishes, answers, strict=True)
        ]
        if atomic and any(isinstance(outcome, Mapping) for outcome in outcomes):
            return _all_refused(outcomes)
        return Response({"results": [_result(*pair) for pair in enumerate(outcomes)]}, status=202)

    def _wishes(self, items: Iterable[Any]) -> list[tuple[JobRequest, Errors]]:
        owner, scope = owner_of(self.request), scope_of_caller(self.request)
        # One for all: making a serializer takes longer than validating with it.
        serializer = SubmissionSerializer()
        wishes: list[tuple[JobRequest, Errors]] = []
        for item in items:
            try:
                wishes.append((serializer.wish(serializer.run_validation(item), owner, scope), {}))
            except ValidationError as error:
                wishes.append((_REFUSED, flat_details(error.detail)))
        return wishes


def _all_refused(outcomes: list[Errors | UUID]) -> Response:
    # An id of null: this item was right, and was not submitted because others were not.
    results = [_result(*pair) for pair in enumerate(o if isinstance(o, Mapping) else None for o in outcomes)]
    body = error_body("Nothing was submitted, because some of the jobs are not valid.", InvalidRequest.code)
    return Response({**body, "results": results}, status=400)


def _errors(error: JobkitError) -> Errors:
    return error.details or {"non_field_errors": [error.message]}


def _result(index: int, outcome: Errors | UUID | None) -> dict[str, Any]:
    if isinstance(outcome, Mapping):
        return {"index": index, "errors": outcome}
    return {"index": index, "id": outcome and str(outcome)}
