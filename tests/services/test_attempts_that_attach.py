"""What becomes of artifacts as attempts at their job fail, go on and succeed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError

from django_jobkit.core.outcome import Failed
from django_jobkit.core.retry_policy import RetryPolicy
from django_jobkit.models import Job
from django_jobkit.services.promote import promote_due
from django_jobkit.services.retry import retry_job
from django_jobkit.services.run import run_job
from django_jobkit.services.settle import settle
from django_jobkit.testing.plugin import jobkit_settings
from tests.services import kit
from tests.services.artifacts import listed, storage
from tests.services.soundness import fetch

__all__ = ["storage"]

RETRIED = "tests.attaches"


@pytest.fixture
def attaching() -> Iterator[dict[int, Any]]:
    """A task whose attempts do what the test puts in here."""
    from django_jobkit import JobContext, job
    from django_jobkit.core.registry import registry

    acts: dict[int, Any] = {}

    @job(RETRIED, retry=RetryPolicy(first=timedelta(0)))
    def attaches(ctx: JobContext) -> None:
        acts[ctx.attempt](ctx)

    yield acts
    registry.remove(RETRIED)


def fails(*names: str, checkpoint: Any = None) -> Any:
    """An attempt that attaches these and fails."""

    def act(ctx: Any) -> None:
        for name in names:
            ctx.attach(name, b"%d" % ctx.attempt)
        if checkpoint is not None:
            ctx.checkpoint(checkpoint)
        raise ConnectionError

    return act


def succeeds(*names: str) -> Any:
    """An attempt that attaches these."""

    def act(ctx: Any) -> None:
        for name in names:
            ctx.attach(name, b"%d" % ctx.attempt)

    return act


def run_through(attaching: dict[int, Any], *acts: Any) -> Job:
    """Run a job to its end, an attempt for each of `acts`."""
    attaching.update(enumerate(acts, 1))
    job = kit.pending(task=RETRIED, params={}, max_attempts=len(acts))
    for _ in acts:
        promote_due()
        assert run_job(job.id, "worker")
    return fetch(job)


@pytest.mark.django_db
def test_a_job_lists_what_its_last_attempt_attached(attaching: dict[int, Any]) -> None:
    job = run_through(attaching, fails("a", "in vain"), succeeds("a", "b"))
    assert (job.status, listed(job)) == ("COMPLETED", {"a": b"2", "b": b"2"})
    job = run_through(attaching, fails("in vain"), succeeds())
    assert (job.status, listed(job)) == ("COMPLETED", {})


@pytest.mark.django_db
def test_an_attempt_that_goes_on_from_a_checkpoint_keeps_what_was_attached(attaching: dict[int, Any]) -> None:
    job = run_through(attaching, fails("a", "b", checkpoint=0), succeeds("b", "c"))
    assert (job.status, listed(job)) == ("COMPLETED", {"a": b"1", "b": b"2", "c": b"2"})


@pytest.mark.django_db
@pytest.mark.parametrize("forget", [True, False])
def test_what_failed_keeps_its_files_until_it_runs_again(attaching: dict[int, Any], forget: bool) -> None:
    job = run_through(attaching, fails("why", checkpoint=7))
    assert (job.status, listed(job)) == ("FAILED", {"why": b"1"})
    retry_job(job, forget=forget)
    assert listed(job) == {"why": b"1"}
    attaching[2] = succeeds("b")
    assert run_job(job.id, "worker")
    assert listed(job) == ({"b": b"2"} if forget else {"why": b"1", "b": b"2"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "code"),
    [({"MAX_ARTIFACT_BYTES": 0}, "artifact_too_large"), ({"MAX_ARTIFACTS": 0}, "too_many_artifacts")],
)
def test_a_bound_fails_the_job_for_good(attaching: dict[int, Any], changes: dict[str, int], code: str) -> None:
    attaching[1] = succeeds("a")
    job = kit.pending(task=RETRIED, params={}, max_attempts=3)
    with jobkit_settings(**changes):
        run_job(job.id, "worker")
    job = fetch(job)
    assert (job.status, job.attempt, (job.error or {})["code"]) == ("FAILED", 1, code)


@pytest.mark.django_db
def test_an_outage_before_the_handler_puts_the_job_off_and_costs_no_attempt(attaching: dict[int, Any]) -> None:
    job = kit.pending(task=RETRIED, params={}, max_attempts=2)
    settle(kit.claim(job), Failed(kit.BROKEN, timedelta(0)))
    promote_due()
    with patch("django_jobkit.services.run.drop_earlier_artifacts", side_effect=OperationalError("away")):
        run_job(job.id, "worker")
    assert (fetch(job).status, fetch(job).attempt, fetch(job).max_attempts) == ("PENDING", 2, 3)


@pytest.mark.django_db
def test_an_async_handler_attaches_too(attaching: dict[int, Any]) -> None:
    from asgiref.sync import async_to_sync

    attaching[1] = lambda ctx: async_to_sync(ctx.aattach)("a", b"1", content_type="text/plain")
    job = kit.pending(task=RETRIED, params={})
    run_job(job.id, "worker")
    assert listed(job) == {"a": b"1"}
