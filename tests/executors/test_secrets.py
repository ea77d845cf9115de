"""A secret reaches the handler in whatever thread that runs, and is masked in what comes back from there."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from django_jobkit import JobRequest, Status
from django_jobkit.models import Job
from django_jobkit.services.submit import submit
from django_jobkit.testing.waiting import wait_until
from tests.tasks.secretive import secretive

if TYPE_CHECKING:
    from django_jobkit.executors.thread import ThreadExecutor

__all__ = ["secretive"]


@pytest.mark.parametrize(("how", "status"), [("well", Status.COMPLETED), ("badly", Status.FAILED)])
def test_a_thread_keeps_a_secret(
    secretive: None, executor: ThreadExecutor, how: str, status: Status, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    params = {"user": "ada", "password": "canary", "how": how}

    job = submit(JobRequest(task="tests.connect", params=params, max_attempts=1))
    wait_until(lambda: Job.objects.get(pk=job.pk).is_terminal, 20)

    ended = Job.objects.get(pk=job.pk)
    assert ended.status == status
    assert "canary" not in f"{ended.__dict__}{caplog.text}"
    assert ended.progress_message == "as ada with ***"
