"""What a handler holds: it learns that it should stop, and its progress never goes back."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jobkit import JobCancelled, JobContext, JobInterrupted, JobTimedOut, LeaseLost
from django_jobkit.core.context import Progress


class Channel:
    """Remembers what came through."""

    def __init__(self) -> None:
        self.reports: list[Progress] = []
        self.states: list[Any] = []
        self.files: list[Any] = []
        self.on_watch: Any = lambda context: None

    def report(self, context: JobContext, progress: Progress) -> None:
        """Remember."""
        self.reports.append(progress)

    def checkpoint(self, context: JobContext, state: Any) -> None:
        """Remember, or refuse what the test wants refused."""
        if state == "refused":
            raise LeaseLost
        self.states.append(state)

    def attach(self, context: JobContext, name: str, file: Any, content_type: str | None) -> None:
        """Remember."""
        self.files.append((name, file, content_type))

    def watch(self, context: JobContext) -> None:
        """Do what the test wants done."""
        self.on_watch(context)


def new_context(channel: Channel | None = None, **options: Any) -> JobContext:
    return JobContext(job_id=UUID(int=1), attempt=1, channel=channel or Channel(), **options)


def test_a_handler_goes_on_until_it_is_stopped() -> None:
    context = new_context()
    context.raise_if_cancelled()
    context.stop(JobCancelled)

    with pytest.raises(JobCancelled):
        context.raise_if_cancelled()
    assert context.stop_error is JobCancelled


def test_the_first_reason_counts_but_for_the_loss_of_the_lease() -> None:
    context = new_context()
    context.stop(JobInterrupted)
    context.stop(JobCancelled)
    assert context.stop_error is JobInterrupted

    context.stop(LeaseLost)
    context.stop(JobCancelled)
    assert context.stop_error is LeaseLost


def test_listeners_hear_of_a_stop_also_when_they_come_late() -> None:
    context, heard = new_context(), []
    context.on_stop(lambda: heard.append("early"))
    context.stop(JobCancelled)
    context.on_stop(lambda: heard.append("late"))

    assert heard == ["early", "late"]


def test_a_handler_past_its_deadline_is_told_so() -> None:
    context = new_context(timeout=-0.001)

    with pytest.raises(JobTimedOut):
        context.raise_if_cancelled()


def test_a_wait_ends_at_once_when_the_handler_should_stop() -> None:
    context = new_context()
    stopper = threading.Thread(target=lambda: context.stop(JobCancelled))
    began = time.monotonic()
    stopper.start()

    with pytest.raises(JobCancelled):
        context.wait(60)
    stopper.join()
    assert time.monotonic() - began < 10


def test_a_wait_ends_at_the_deadline() -> None:
    context = new_context(timeout=0.02)

    with pytest.raises(JobTimedOut):
        context.wait(timedelta(minutes=1))


def test_a_wait_that_nobody_disturbs_takes_its_time() -> None:
    began = time.monotonic()

    new_context().wait(0.02)

    assert time.monotonic() - began >= 0.02
    new_context().wait(-1)


def test_a_wait_of_no_time_still_heeds_a_stop() -> None:
    context = new_context()
    context.stop(JobCancelled)

    with pytest.raises(JobCancelled):
        context.wait(0)


NUMBERS = st.none() | st.floats(0, 1e9)


@given(st.lists(st.tuples(NUMBERS, NUMBERS, st.none() | st.text())))
def test_progress_never_goes_back_and_is_always_storable(steps: list[tuple[Any, Any, Any]]) -> None:
    channel = Channel()
    context = new_context(channel)
    for current, total, message in steps:
        context.report_progress(current, total, message)

    seen = [report.current for report in channel.reports if report.current is not None]
    assert seen == sorted(seen)
    assert all(len(report.message) <= 200 and "\x00" not in report.message for report in channel.reports)
    assert context.progress == (channel.reports[-1] if channel.reports else Progress())


@pytest.mark.parametrize("number", [-1, float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("place", ["current", "total"])
def test_progress_is_a_number_that_can_be_stored(place: str, number: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        new_context().report_progress(**{place: number})


def test_a_late_thread_does_not_take_progress_back() -> None:
    context = new_context()
    comparisons: list[int] = []

    class Slow(float):
        """Lets another thread report while it is compared with the last progress."""

        def __lt__(self, other: float) -> bool:
            comparisons.append(1)
            if len(comparisons) == 2:
                other_thread.start()
                other_thread.join(0.2)
            return float(self) < float(other)

    other_thread = threading.Thread(target=lambda: context.report_progress(7))
    context.report_progress(Slow(5))
    other_thread.join()

    assert len(comparisons) >= 2
    assert context.progress.current == 7


def test_reporting_progress_is_a_chance_to_stop() -> None:
    context = new_context()
    context.stop(JobCancelled)

    with pytest.raises(JobCancelled):
        context.report_progress(1)
    assert context.progress.current == 1


def test_tracking_reports_every_item_once_it_is_done() -> None:
    channel = Channel()

    assert list(new_context(channel).track("abc", message="Reading")) == ["a", "b", "c"]

    assert [(report.current, report.total) for report in channel.reports] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert {report.message for report in channel.reports} == {"Reading"}


def test_tracking_what_has_no_length_takes_a_total_if_given() -> None:
    channel = Channel()

    list(new_context(channel).track(iter("ab"), total=2))
    list(new_context(channel).track(iter("ab")))

    assert [report.total for report in channel.reports] == [2, 2, 2, None, None, None]


def test_tracking_stops_at_the_item_where_the_cancel_came() -> None:
    context, done = new_context(), []

    with pytest.raises(JobCancelled):
        for item in context.track(range(10)):
            done.append(item)
            if item == 3:
                context.stop(JobCancelled)
    assert done == [0, 1, 2, 3]


def test_a_checkpoint_is_remembered_only_when_it_was_stored() -> None:
    channel = Channel()
    context = new_context(channel, saved_state={"row": 1})

    context.checkpoint({"row": 2})
    with pytest.raises(LeaseLost):
        context.checkpoint("refused")

    assert channel.states == [context.saved_state] == [{"row": 2}]


def test_files_go_through_the_channel_from_async_handlers_too() -> None:
    channel = Channel()
    context = new_context(channel)
    context.attach("a.csv", b"a")
    asyncio.run(context.aattach("b", b"b", content_type="text/plain"))
    assert channel.files == [("a.csv", b"a", None), ("b", b"b", "text/plain")]
