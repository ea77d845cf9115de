"""The operations on ad-hoc tasks."""

from __future__ import annotations

from django_jobkit.rest.openapi import parameters as p
from django_jobkit.rest.openapi.more_answers import AdHocTask, AdHocTaskSubmitted
from django_jobkit.rest.openapi.operations import SUBMITTING, operation
from django_jobkit.rest.openapi.requests import AdHocTaskWish

_TAG = "Ad-hoc tasks"

submit_task = operation(
    "submit",
    _TAG,
    request=AdHocTaskWish,
    parameters=[p.IDEMPOTENCY_KEY, p.location(202), p.retry_after(202), p.replayed(202)],
    answers={202: (AdHocTaskSubmitted, "Submitted.")},
    errors=SUBMITTING,
)
read_task = operation(
    "read",
    _TAG,
    parameters=[p.TASK_ID, p.retry_after(200)],
    answers={200: (AdHocTask, "How the task stands.")},
    errors=[404],
)
