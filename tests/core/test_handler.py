"""Call a handler and judge what came of it, with no database in sight."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pydantic
import pytest

from django_jobkit import (
    JobCancelled,
    JobContext,
    JobInterrupted,
    JobStopped,
    JobTimedOut,
    LeaseLost,
    PermanentFailure,
    RetryLater,
    RetryPolicy,
    job,
)
from django_jobkit.core.handler import perform
from django_jobkit.core.outcome import Cancelled, Completed, Failed, Fenced, Interrupted, Outcome, Postponed
from django_jobkit.core.registry import registry
from tests.core.test_context import Channel

SECOND = timedelta(seconds=1)
POLICY = RetryPolicy(first=SECOND, jitter=0)


@pytest.fixture(autouse=True)
def _clean_registry() -> Iterator[None]:
    yield
    registry.remove("tests.handler")


def run(func: Callable[..., Any], given: dict[str, Any] | None = None, **options: Any) -> Outcome:
    stop_with = options.pop("stop_with", None)
    context = JobContext(job_id=UUID(int=1), attempt=options.pop("attempt", 1), channel=Channel())
    if stop_with:
        context.stop(stop_with)
    task = job("tests.handler", retry=POLICY, **options)(func)
    return perform(task, given or {}, context)


def raiser(error: BaseException, *, in_loop: bool = False) -> Callable[[], Any]:
    def handler() -> Any:
        raise error

    async def async_handler() -> Any:
        await asyncio.sleep(0)
        raise error

    return async_handler if in_loop else handler


def test_a_handler_gets_its_params_and_its_context_and_gives_a_result() -> None:
    def handler(ctx: JobContext, x: int) -> list[int]:
        return [ctx.attempt, x]

    assert run(handler, {"x": "5"}, attempt=3) == Completed([3, 5])


def test_an_async_handler_is_awaited() -> None:
    async def handler(ctx: JobContext, x: int = 1) -> int:
        await asyncio.sleep(0)
        return ctx.attempt + x

    assert run(handler) == Completed(2)


@pytest.mark.parametrize("in_loop", [False, True])
@pytest.mark.parametrize(
    ("error", "retry_in"),
    [
        (ValueError("a"), 2 * SECOND),
        (ExceptionGroup("a", [ValueError("b")]), 2 * SECOND),
        (PermanentFailure("a"), None),
        (SystemExit(1), None),
        (KeyboardInterrupt(), None),
        (GeneratorExit(), None),
        (asyncio.CancelledError(), None),
        (BaseExceptionGroup("a", [SystemExit()]), None),
        (JobTimedOut(), 2 * SECOND),
        (JobStopped(), 2 * SECOND),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_error_is_a_failure_with_the_delay_of_its_policy(
    error: BaseException, retry_in: timedelta | None, *, in_loop: bool
) -> None:
    outcome = run(raiser(error, in_loop=in_loop), attempt=2)

    assert isinstance(outcome, Failed)
    assert outcome.retry_in == retry_in
    assert outcome.error.type == type(error).__name__


@pytest.mark.parametrize("in_loop", [False, True])
@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (JobCancelled(), Cancelled()),
        (JobInterrupted(), Interrupted()),
        (LeaseLost(), Fenced()),
        (RetryLater("busy", after=60), Postponed(timedelta(minutes=1), "busy")),
    ],
)
def test_some_errors_are_not_failures(error: Exception, outcome: Outcome, *, in_loop: bool) -> None:
    assert run(raiser(error, in_loop=in_loop)) == outcome


@pytest.mark.parametrize(
    ("reason", "outcome"), [(JobCancelled, Cancelled()), (JobInterrupted, Interrupted()), (LeaseLost, Fenced())]
)
def test_a_handler_that_was_told_to_stop_before_it_began_never_begins(
    reason: type[Exception], outcome: Outcome
) -> None:
    began: list[int] = []

    assert run(lambda: began.append(1), stop_with=reason) == outcome
    assert began == []


def stopped_within(reason: type[Exception], end: Callable[[], Any]) -> Outcome:
    def handler(ctx: JobContext) -> Any:
        ctx.stop(reason)
        return end()

    return run(handler)


@pytest.mark.parametrize(
    ("reason", "kind"),
    [(JobCancelled, Cancelled), (JobInterrupted, Interrupted), (LeaseLost, Fenced), (JobTimedOut, Failed)],
)
@pytest.mark.parametrize(
    "error",
    [
        ValueError("cleaning up went wrong"),
        SystemExit(),
        ExceptionGroup("tasks", [JobCancelled()]),
        RetryLater(after=1),
        JobCancelled(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_whatever_a_stopped_handler_raises_the_reason_to_stop_is_what_counts(
    reason: type[Exception], kind: type[Outcome], error: BaseException
) -> None:
    def fail() -> None:
        raise error

    assert isinstance(stopped_within(reason, fail), kind)


def test_a_handler_that_finished_all_the_same_has_finished() -> None:
    assert stopped_within(JobCancelled, lambda: 7) == Completed(7)


def test_a_timeout_says_so_in_its_code() -> None:
    outcome = run(raiser(JobTimedOut()))

    assert isinstance(outcome, Failed)
    assert outcome.error.code == "timed_out"


def test_an_async_handler_is_cancelled_where_it_waits() -> None:
    cleaned_up: list[str] = []

    async def handler(ctx: JobContext) -> None:
        threading.Thread(target=lambda: ctx.stop(JobCancelled)).start()
        try:
            await asyncio.sleep(60)
        finally:
            cleaned_up.append("done")

    assert run(handler) == Cancelled()
    assert cleaned_up == ["done"]


def test_an_async_handler_may_finish_although_it_was_cancelled() -> None:
    async def handler(ctx: JobContext) -> str:
        ctx.stop(JobCancelled)
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            return "finished"
        return "not cancelled"

    assert run(handler) == Completed("finished")


def test_a_stop_after_an_async_handler_ended_does_no_harm() -> None:
    held: list[JobContext] = []

    async def handler(ctx: JobContext) -> None:
        held.append(ctx)

    assert run(handler) == Completed(None)
    held[0].stop(JobCancelled)


def test_params_that_fit_no_longer_fail_for_good() -> None:
    def handler(x: int) -> None:
        """Do nothing."""

    outcome = run(handler, {"y": 1})

    assert isinstance(outcome, Failed)
    assert (outcome.error.code, outcome.retry_in) == ("invalid_params", None)


@pytest.mark.parametrize("params", [[1, 2], "text"])
def test_params_that_are_no_object_fail_for_good(params: Any) -> None:
    outcome = run(lambda: None, params)

    assert isinstance(outcome, Failed)
    assert (outcome.error.code, outcome.retry_in) == ("invalid_params", None)


def test_a_validator_that_raises_is_a_failure_like_any_other() -> None:
    class Trap(pydantic.BaseModel):
        x: int

        @pydantic.field_validator("x")
        @classmethod
        def _raise(cls, value: int) -> int:
            raise ZeroDivisionError

    outcome = run(lambda given: given, {"x": 1}, params=Trap)

    assert isinstance(outcome, Failed)
    assert outcome.error.type == "ZeroDivisionError"


def test_a_result_that_is_not_storable_fails_for_good() -> None:
    outcome = run(lambda: {1, object()})

    assert isinstance(outcome, Failed)
    assert (outcome.error.code, outcome.retry_in) == ("result_not_json", None)


def test_the_trace_of_a_failure_is_for_those_who_read_the_logs(caplog: pytest.LogCaptureFixture) -> None:
    error = ValueError("broken")

    run(raiser(error))

    [record] = [record for record in caplog.records if record.name == "django_jobkit.core.handler"]
    assert record.exc_info is not None
    assert record.exc_info[1] is error
