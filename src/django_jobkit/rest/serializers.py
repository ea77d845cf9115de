"""What clients may send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from django_jobkit.conf import config
from django_jobkit.core.status import status_choices
from django_jobkit.core.submitting import JobRequest
from django_jobkit.models.job_status import MAX_MESSAGE
from django_jobkit.rest.fields import (
    MomentField,
    NumberField,
    ObjectField,
    TextField,
    TruthField,
    VisibleTextField,
    WholeNumberField,
)

MAX_NAME = 200
MAX_QUEUE = 100


class JobNameSerializer(serializers.Serializer[Any]):
    """A tracked job, or the new name of any job."""

    name = VisibleTextField(max_length=MAX_NAME)


class SubmissionSerializer(serializers.Serializer[Any]):
    """A job of a task; the task itself judges `params`, and the submit service the rest."""

    task = TextField()
    params = ObjectField(required=False)
    name = TextField(required=False, allow_null=True)
    priority = WholeNumberField(required=False, allow_null=True)
    queue = TextField(required=False, allow_null=True)
    run_after = MomentField(required=False, allow_null=True)
    max_attempts = WholeNumberField(required=False, allow_null=True)
    timeout = NumberField(required=False, allow_null=True)

    def wish(
        self, validated: Mapping[str, Any], owner: Any, scope: str, idempotency_key: str | None = None
    ) -> JobRequest:
        """What the submit service is asked for the `validated` data."""
        return JobRequest(
            owner=owner, scope=scope, idempotency_key=idempotency_key, by_client=True, **{"params": {}, **validated}
        )


class BulkSerializer(serializers.Serializer[Any]):
    """Many jobs of tasks, each judged by itself."""

    # Of anything: what is not an object is refused in its place, like every other item.
    jobs = serializers.ListField()
    atomic = TruthField(default=False)

    def validate_jobs(self, jobs: list[Any]) -> list[Any]:
        """Refuse more than fit into one call."""
        if len(jobs) > config.BULK_LIMIT:
            raise serializers.ValidationError(f"At most {config.BULK_LIMIT:,} jobs fit into one call.")
        return jobs


class ReportSerializer(serializers.Serializer[Any]):
    """A status that the client of a tracked job reports."""

    job = serializers.UUIDField()
    status_type = serializers.ChoiceField(choices=status_choices())
    message = TextField(max_length=MAX_MESSAGE, required=False, allow_blank=True)


class CorrectionSerializer(serializers.Serializer[Any]):
    """What may be corrected in a reported row; it never moves to another job."""

    status_type = serializers.ChoiceField(choices=status_choices())
    message = TextField(max_length=MAX_MESSAGE, required=False, allow_blank=True)
