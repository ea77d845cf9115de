"""Whatever a handler returns or raises, its job ends, and what it says is what every database stores."""

from __future__ import annotations

import asyncio
import datetime
import decimal
import itertools
import math
import sys
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock
from uuid import UUID

import pytest
from django.db import DataError, IntegrityError, connection

from django_jobkit import JobRequest, Status, job
from django_jobkit.core.outcome import Completed, Failed, JobError
from django_jobkit.core.registry import registry
from django_jobkit.exceptions import InvalidParams
from django_jobkit.services import settle as settling
from django_jobkit.services.checkpoint import store_checkpoint
from django_jobkit.services.run import run_job
from django_jobkit.services.settle import settle, settle_all
from django_jobkit.services.submit import submit
from tests.services import kit
from tests.services.soundness import assert_sound

pytestmark = pytest.mark.django_db

ENDINGS: list[Callable[[], Any]] = []


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.fixture(autouse=True)
def _task() -> Iterator[None]:
    @job("tests.end", max_attempts=1)
    def end() -> Any:
        """End as the test wants."""
        return ENDINGS.pop()()

    @job("tests.end_async", max_attempts=1)
    async def end_async() -> Any:
        """End as the test wants, after a moment in the loop."""
        await asyncio.sleep(0)
        return ENDINGS.pop()()

    yield
    ENDINGS.clear()
    registry.remove("tests.end")
    registry.remove("tests.end_async")


def run_to_end(ending: Callable[[], Any], task: str = "tests.end") -> Any:
    ENDINGS.append(ending)
    row = submit(JobRequest(task=task, params={}))
    assert run_job(row.id, "me")
    return assert_sound(row)


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (None, None),
        (False, False),
        (0, 0),
        ("", ""),
        ([], []),
        ({}, {}),
        ("\u2028 \U0001f600 \x01 ' \" \\ %s", "\u2028 \U0001f600 \x01 ' \" \\ %s"),
        (10**1000, 10**1000),
        (-(2**63), -(2**63)),
        (0.1, 0.1),
        ({"": {"%s": ["{now}"]}}, {"": {"%s": ["{now}"]}}),
        ({1}, [1]),
        ((1, 2), [1, 2]),
        (datetime.date(2026, 1, 2), "2026-01-02"),
        (decimal.Decimal("1.50"), "1.50"),
        (UUID(int=7), str(UUID(int=7))),
        (b"bytes", "bytes"),
        (nested(28), nested(28)),
    ],
    ids=itertools.count(),
)
def test_a_result_is_read_back_as_json_has_it(value: Any, stored: Any) -> None:
    row = run_to_end(lambda: value)

    assert (row.status, row.result) == (Status.COMPLETED, stored)


@pytest.mark.parametrize("value", [1e308, 5e-324, -0.0, 1e23])
def test_the_ends_of_the_floats_survive(value: float) -> None:
    assert float(run_to_end(lambda: value).result) == value


CYCLE: list[Any] = []
CYCLE.append(CYCLE)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (math.nan, "result_not_json"),
        (-math.inf, "result_not_json"),
        ([{"a": math.nan}], "result_not_json"),
        ("a\x00b", "result_not_json"),
        ("\ud800", "result_not_json"),
        ({"\x00": 1}, "result_not_json"),
        (object(), "result_not_json"),
        (lambda: 1, "result_not_json"),
        (b"\xff", "result_not_json"),
        (1 << 5000, "result_not_json"),
        (nested(65), "result_not_json"),
        (nested(5000), "result_not_json"),
        (CYCLE, "result_not_json"),
        ("x" * 1_100_000, "result_too_large"),
    ],
    ids=itertools.count(),
)
def test_a_result_that_cannot_be_stored_fails_the_job_with_a_code_that_says_so(value: Any, code: str) -> None:
    row = run_to_end(lambda: value)

    assert (row.status, row.error["code"]) == (Status.FAILED, code)
    assert row.error["message"]


@pytest.mark.parametrize("depth", [29, 31, 32, 33, 40, 64])
def test_deep_results_end_the_job_whatever_the_database_thinks_of_them(depth: int) -> None:
    row = run_to_end(lambda: nested(depth))

    assert row.status in {Status.COMPLETED, Status.FAILED}
    if row.status == Status.COMPLETED:
        assert row.result == nested(depth)
    else:
        assert connection.vendor == "mysql"
        assert row.error["code"] == "result_not_json"


@pytest.mark.parametrize("depth", [29, 31, 32, 40, 64])
def test_deep_params_are_stored_or_refused_by_name(depth: int) -> None:
    @job("tests.deep")
    def deep(value: Any) -> None:
        """Take anything."""

    try:
        assert_sound(submit(JobRequest(task="tests.deep", params={"value": nested(depth - 1)})))
    except InvalidParams as error:
        assert connection.vendor == "mysql"
        assert "params" in error.details  # noqa: PT017 - only some databases refuse
    finally:
        registry.remove("tests.deep")


class Unspeakable(Exception):
    """Its ``str`` raises."""

    def __str__(self) -> str:
        raise ValueError("no words")


class Mute(Exception):
    """Its ``str`` is no text."""

    def __str__(self) -> str:
        return 7  # type: ignore[return-value]  # noqa: PLE0307


class Trap(Exception):
    """Even a look at its code raises."""

    @property
    def code(self) -> str:
        """Raise."""
        raise RuntimeError("trap")


def throw(error: BaseException) -> Callable[[], Any]:
    def raise_it() -> Any:
        raise error

    return raise_it


ERRORS = [
    RuntimeError("plain"),
    RuntimeError(),
    RuntimeError("a\x00b\ud800"),
    RuntimeError("x" * 10_000_000),
    Unspeakable(),
    Mute(),
    Trap(),
    SystemExit(3),
    SystemExit("bye"),
    KeyboardInterrupt(),
    GeneratorExit(),
    asyncio.CancelledError(),
    StopIteration(1),
    MemoryError(),
    RecursionError(),
    BaseExceptionGroup("several", [KeyboardInterrupt(), ValueError("one")]),
    ExceptionGroup("several", [ValueError("one"), ExceptionGroup("more", [OSError("two")])]),
    type("Ü" * 300, (Exception,), {})("long name"),
    type("Coded", (Exception,), {"code": "c" * 500})("long code"),
    type("Coded", (Exception,), {"code": "a\x00 b"})("odd code"),
]


@pytest.mark.parametrize("task", ["tests.end", "tests.end_async"])
@pytest.mark.parametrize("error", ERRORS, ids=[type(error).__name__[:20] for error in ERRORS])
def test_whatever_is_raised_fails_the_job(error: BaseException, task: str) -> None:
    row = run_to_end(throw(error), task)

    assert row.status == Status.FAILED
    assert set(row.error) == {"type", "message", "code"}
    assert all(row.error.values()), "an error without words helps nobody"
    assert "\x00" not in str(row.error)
    assert len(row.error["message"]) <= 2000


def test_the_exit_status_of_a_handler_is_not_its_error_code() -> None:
    assert run_to_end(lambda: sys.exit("bye")).error["code"] == "handler_error"


def test_an_outcome_that_the_database_refuses_all_the_same_fails_the_job() -> None:
    apply_all = settling.apply_all

    def refuse_results(wishes: Any) -> Any:
        if any(wish.values.get("result") == "poison" for wish in wishes):
            raise DataError("some limit that nobody thought of")
        return apply_all(wishes)

    run, fine = kit.running(), kit.running()
    with mock.patch.object(settling, "apply_all", refuse_results):
        answers = settle_all([(run, Completed("poison"), None), (fine, Completed("fine"), None)])

    assert answers == [True, True]
    row = assert_sound(run)
    assert (row.status, row.error["code"]) == (Status.FAILED, "result_not_json")
    assert assert_sound(fine).result == "fine"


def test_an_error_that_the_database_refuses_all_the_same_fails_the_job() -> None:
    apply_all = settling.apply_all

    def refuse_errors(wishes: Any) -> Any:
        if any("poison" in str(wish.values.get("error")) for wish in wishes):
            raise IntegrityError("some limit that nobody thought of")
        return apply_all(wishes)

    run = kit.running()
    with mock.patch.object(settling, "apply_all", refuse_errors):
        assert settle(run, Failed(JobError(type="E", message="poison", code="c")))

    assert assert_sound(run).status == Status.FAILED


@pytest.mark.parametrize("state", [nested(40), nested(64)], ids=["40", "64"])
def test_deep_checkpoints_are_stored_or_refused_with_our_own_error(state: Any) -> None:
    from django_jobkit.exceptions import NotStorable

    run = kit.running()
    try:
        store_checkpoint(run.id, run.attempt, state)
    except NotStorable:
        assert connection.vendor == "mysql"
    assert_sound(run)
