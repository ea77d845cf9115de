"""The fixtures of the plugin, used as a host project would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from django_jobkit import Status
from django_jobkit.executors.thread import ThreadExecutor
from django_jobkit.models import Job
from django_jobkit.testing.waiting import StillWaiting
from tests.tasks.gates import gates
from tests.tasks.jobs import add, gated

Wait = Callable[..., Job]


def test_jobs_run_when_their_block_commits(db: None, jobs_run_on_commit: Callable[[], Any]) -> None:
    with jobs_run_on_commit():
        job = add.submit(x=5, y=3)
    job.refresh_from_db()
    assert job.result == 8


def test_jobs_run_in_threads(running_jobs: ThreadExecutor, wait_for_job: Wait) -> None:
    assert wait_for_job(add.submit(x=5, y=3)).result == 8


def test_a_job_can_be_met_on_its_way(running_jobs: ThreadExecutor, wait_for_job: Wait) -> None:
    job = gated.submit(gate="met")
    assert wait_for_job(job, Status.RUNNING).attempt == 1
    gates["met"].opened.set()
    assert wait_for_job(job).status == Status.COMPLETED


def test_who_waits_in_vain_is_told_how_far_the_job_came(running_jobs: ThreadExecutor, wait_for_job: Wait) -> None:
    job = gated.submit(gate="closed")
    wait_for_job(job, Status.RUNNING)
    with pytest.raises(StillWaiting, match=r"is not COMPLETED after 0.1 s; its history: \['PENDING', 'RUNNING'\]"):
        wait_for_job(job, Status.COMPLETED, within=0.1)
