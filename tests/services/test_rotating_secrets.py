"""Keys are rotated under running jobs, in bounded steps, as often as anybody likes."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_jobkit import JobRequest
from django_jobkit.core.secrets import unseal
from django_jobkit.models import Job
from django_jobkit.services import secret_columns
from django_jobkit.services.rotate_secrets import rotate_column
from django_jobkit.services.secret_columns import SecretColumn
from django_jobkit.services.submit import submit
from tests.services import kit
from tests.tasks.secretive import secretive

__all__ = ["secretive"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("secretive")]
PARAMS = SecretColumn(Job, "params")


@pytest.fixture
def ring(settings: Any) -> Any:
    """Puts these keys in force."""

    def use(*numbers: int, **more: Any) -> None:
        keys = [base64.urlsafe_b64encode(bytes([number]) * 32).decode() for number in numbers]
        settings.JOBKIT = {**settings.JOBKIT, "SECRET_KEYS": keys, **more}

    return use


def secret_jobs(count: int) -> list[Job]:
    return [
        submit(JobRequest(task="tests.connect", params={"user": "ada", "password": f"canary {number}"}))
        for number in range(count)
    ]


def passwords() -> list[str]:
    rows = Job.objects.filter(task="tests.connect").order_by("pk")
    return [unseal(params)["password"] for params in rows.values_list("params", flat=True)]


def test_after_a_rotation_the_old_key_may_go(ring: Any) -> None:
    ring(1, BATCH=2)
    secret_jobs(5)
    kit.pending()
    ring(2, 1, BATCH=2)
    secret_jobs(1)

    done = list(rotate_column(PARAMS))

    assert sum(part.changed for part in done) == 5
    assert sum(part.seen for part in done) == 7
    ring(2, BATCH=2)
    assert passwords() == [*(f"canary {number}" for number in range(5)), "canary 0"]


def test_a_rotation_that_was_stopped_goes_on_where_it_was(ring: Any) -> None:
    ring(1, BATCH=1)
    secret_jobs(25)
    ring(2, 1, BATCH=1)
    steps = rotate_column(PARAMS)
    assert next(steps).changed == 10
    steps.close()

    assert sum(part.changed for part in rotate_column(PARAMS)) == 15
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert sum(part.changed for part in rotate_column(PARAMS)) == 0
    assert not [query for query in asked.captured_queries if query["sql"].startswith("UPDATE")]


def test_what_no_key_opens_is_told_and_left_as_it_is(ring: Any) -> None:
    ring(1)
    lost = secret_jobs(1)
    ring(2)
    secret_jobs(1)

    done = list(rotate_column(PARAMS))

    assert [key for part in done for key in part.unreadable] == [job.pk for job in lost]
    assert Job.objects.get(pk=lost[0].pk).params == lost[0].params


def test_only_json_columns_can_be_registered() -> None:
    for field in ("name", "no_such_field"):
        with pytest.raises(ImproperlyConfigured):
            secret_columns.register(Job, field)

    secret_columns.register(Job, "saved_state")
    secret_columns.register(Job, "saved_state")
    assert len([column for column in secret_columns.secret_columns() if column.field == "saved_state"]) == 1
    secret_columns.unregister(Job, "saved_state")
