"""One job from claim to end, in the calling thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from django_jobkit import JobContext, JobRequest, RetryPolicy, Status, job
from django_jobkit.core.registry import registry
from django_jobkit.models import Job
from django_jobkit.services.cancel import cancel_job
from django_jobkit.services.promote import promote_due
from django_jobkit.services.rescue import rescue_expired
from django_jobkit.services.run import run_job
from django_jobkit.services.submit import submit
from tests.services import kit
from tests.services.soundness import assert_sound, fetch, history
from tests.tasks.jobs import add, count_up, fail, flaky, later, refuse

AT_ONCE = RetryPolicy(first=timedelta(0))


@pytest.fixture(autouse=True)
def _watching(settings: Any) -> Iterator[None]:
    # Every look and every write of progress goes through.
    settings.JOBKIT = {**settings.JOBKIT, "WATCH_INTERVAL": 0}
    yield
    registry.remove("tests.custom")


def run_until_it_rests(job_id: Any, limit: int = 10) -> Job:
    """Run a job as often as it is due."""
    for _ in range(limit):
        promote_due()
        if not run_job(job_id, "me"):
            break
    return assert_sound(job_id)


def custom(func: Callable[..., Any], **options: Any) -> Job:
    job("tests.custom", retry=AT_ONCE, **options)(func)
    return submit(JobRequest(task="tests.custom", params={}))


@pytest.mark.django_db
def test_a_job_runs_to_its_result() -> None:
    row = run_until_it_rests(add.submit(x=2, y=3).id)

    assert (row.status, row.result, row.attempt) == (Status.COMPLETED, 5, 1)
    assert run_job(row.id, "me") is False


@pytest.mark.django_db
def test_attempts_go_on_until_one_works() -> None:
    row = run_until_it_rests(flaky.submit(failures=2).id)

    assert (row.status, row.result) == (Status.COMPLETED, 3)
    assert history(row) == ["PENDING", *["RUNNING", "PENDING"] * 2, "RUNNING", "COMPLETED"]
    assert row.statuses.get(seq=3).message == "attempt 1"


@pytest.mark.django_db
def test_attempts_end_when_none_is_left() -> None:
    row = run_until_it_rests(flaky.submit(failures=9).id)

    assert (row.status, row.attempt, row.error["message"]) == (Status.FAILED, 3, "attempt 3")


@pytest.mark.django_db
def test_some_failures_are_for_good() -> None:
    assert run_until_it_rests(refuse.submit().id).attempt == 1
    assert run_until_it_rests(fail.submit().id).error["message"] == "broken on purpose"


@pytest.mark.django_db
def test_a_handler_may_put_itself_off_without_spending_an_attempt() -> None:
    row = run_until_it_rests(later.submit().id)

    assert (row.status, row.attempt, row.max_attempts) == (Status.PENDING, 1, 4)
    assert row.run_after is not None


@pytest.mark.django_db
def test_progress_shows_while_the_handler_runs() -> None:
    seen: list[Any] = []

    def handler(ctx: JobContext) -> None:
        for _ in ctx.track(range(3), message="Counting"):
            seen.append(fetch(ctx.job_id).progress["current"])  # noqa: PERF401 - what a handler does

    row = run_until_it_rests(custom(handler).id)

    assert seen == [0, 1, 2]
    assert row.progress == {"current": 3, "total": 3, "percent": 100.0, "message": "Counting"}
    assert run_until_it_rests(count_up.submit(steps=4).id).progress["percent"] == 100.0


@pytest.mark.django_db
def test_progress_starts_anew_with_every_attempt() -> None:
    seen: list[Any] = []

    def handler(ctx: JobContext) -> None:
        seen.append(fetch(ctx.job_id).progress["current"])
        ctx.report_progress(5, 10, "half")
        raise ValueError

    run_until_it_rests(custom(handler, max_attempts=2).id)

    assert seen == [None, None]


@pytest.mark.django_db
def test_a_cancel_reaches_the_handler() -> None:
    def handler(ctx: JobContext) -> None:
        for number in ctx.track(range(100)):
            if number == 2:
                cancel_job(fetch(ctx.job_id))

    row = run_until_it_rests(custom(handler).id)

    assert (row.status, row.progress_current) == (Status.CANCELLED, 3)


@pytest.mark.django_db
def test_a_zombie_learns_that_it_is_one_and_writes_nothing(expire: Any) -> None:
    learned: list[type[BaseException]] = []

    def handler(ctx: JobContext) -> str:
        if ctx.attempt == 2:
            return "second"
        expire_attempt = fetch(ctx.job_id)
        expire(expire_attempt)
        rescue_expired()
        assert run_job(ctx.job_id, "other")
        try:
            ctx.report_progress(1)
        except BaseException as error:
            learned.append(type(error))
            raise
        return "first"

    zombie = custom(handler, max_attempts=3)

    assert run_job(zombie.id, "me") is False
    row = assert_sound(zombie)
    assert (row.result, row.attempt, row.worker) == ("second", 2, "other")
    assert [error.__name__ for error in learned] == ["LeaseLost"]


@pytest.mark.django_db
def test_a_zombie_that_never_looks_is_refused_at_the_end(expire: Any) -> None:
    def handler(ctx: JobContext) -> str:
        if ctx.attempt == 1:
            expire(fetch(ctx.job_id))
            rescue_expired()
            assert run_job(ctx.job_id, "other")
        return f"attempt {ctx.attempt}"

    zombie = custom(handler, max_attempts=3)

    assert run_job(zombie.id, "me") is False
    assert assert_sound(zombie).result == "attempt 2"


@pytest.mark.django_db
def test_a_handler_goes_on_from_its_checkpoint() -> None:
    def handler(ctx: JobContext) -> list[int]:
        done = list(ctx.saved_state or [])
        done.append(ctx.attempt)
        ctx.checkpoint(done)
        if ctx.attempt < 3:
            raise ConnectionError
        return done

    assert run_until_it_rests(custom(handler, max_attempts=3).id).result == [1, 2, 3]


@pytest.mark.django_db
def test_a_timeout_is_counted_per_attempt() -> None:
    def handler(ctx: JobContext) -> str:
        if ctx.attempt == 1:
            ctx.wait(60)
        return "in time"

    row = run_until_it_rests(custom(handler, timeout=0.02, max_attempts=2).id)

    assert (row.status, row.attempt, row.result) == (Status.COMPLETED, 2, "in time")


def test_an_async_handler_may_report_track_and_checkpoint(committed: None) -> None:
    async def handler(ctx: JobContext) -> str:
        for _ in ctx.track(range(3), message="Counting"):
            await asyncio.sleep(0)
        ctx.report_progress(3, message="done")
        ctx.raise_if_cancelled()
        await ctx.acheckpoint({"row": 3})
        return "finished"

    row = run_until_it_rests(custom(handler, max_attempts=1).id)

    assert (row.status, row.result, row.error) == (Status.COMPLETED, "finished", None)
    assert row.progress["message"] == "done"


@pytest.mark.django_db
def test_a_job_whose_task_nobody_knows_here_waits_for_a_worker_that_does(settings: Any) -> None:
    unknown = custom(lambda: 1, max_attempts=1)
    registry.remove("tests.custom")

    row = run_until_it_rests(unknown.id)

    assert (row.status, row.attempt, row.max_attempts) == (Status.PENDING, 1, 2)
    assert "tests.custom" in row.statuses.last().message
    assert row.run_after is not None
    job("tests.custom")(lambda: 1)
    Job.objects.filter(pk=row.pk).update(parked_until=row.created_at)
    assert run_until_it_rests(unknown.id).status == Status.COMPLETED


@pytest.mark.django_db
def test_a_job_whose_task_nobody_knows_at_all_fails_in_the_end(settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "UNREGISTERED_ATTEMPTS": 3, "UNREGISTERED_DELAY": 0}
    unknown = custom(lambda: 1, max_attempts=1)
    registry.remove("tests.custom")

    row = run_until_it_rests(unknown.id)

    assert (row.status, row.attempt, row.error["code"]) == (Status.FAILED, 3, "unknown_task")


@pytest.mark.django_db
def test_params_that_fit_no_longer_after_a_deploy_fail_the_job_at_once() -> None:
    def old(x: int = 0) -> None: ...
    def new(y: int) -> None: ...

    row = custom(old)
    registry.remove("tests.custom")
    job("tests.custom")(new)

    ended = run_until_it_rests(row.id)
    assert (ended.status, ended.error["code"], ended.attempt) == (Status.FAILED, "invalid_params", 1)


def test_the_immediate_executor_ends_a_job_before_its_submit_returns(committed: None, settings: Any) -> None:
    settings.JOBKIT = {"EXECUTOR": "immediate"}

    assert assert_sound(kit.pending(params={"x": 2})).result == 2
