"""The client of a tracked job is its own authority; of an executed job nobody is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from django_jobkit import IllegalTransition, Status
from django_jobkit.core.lifecycle import is_tracked_history, tracked_may_follow
from django_jobkit.exceptions import HistoryIsAppendOnly, HistoryIsFull
from django_jobkit.models import Job
from django_jobkit.services.cancel import cancel_job
from django_jobkit.services.report import correct_status, remove_status, report_status
from django_jobkit.services.submit_tracked import submit_tracked
from django_jobkit.testing.plugin import jobkit_settings
from tests.services import kit
from tests.services.soundness import fetch, history
from tests.services.threads import crowd


def tracked(*statuses: str) -> Job:
    job = submit_tracked("elsewhere").job
    for status in statuses:
        report_status(job, status)
    return job


def assert_coherent(job: Job) -> Job:
    row = fetch(job)
    assert list(row.statuses.values_list("seq", flat=True)) == list(range(1, row.history_length + 1))
    newest = row.statuses.last()
    assert newest is not None
    assert row.status == newest.status_type
    assert (row.finished_at is not None) == row.is_terminal
    assert (row.error is not None) == (row.status == Status.FAILED)
    assert is_tracked_history([Status(status) for status in history(row)])
    return row


@pytest.mark.django_db
def test_a_report_is_a_row_of_history_and_the_status_follows() -> None:
    job = tracked("RUNNING")

    row = report_status(job, "FAILED", "disk\x00 full" + "!" * 600)

    after = assert_coherent(job)
    assert (row.seq, len(row.message), "\x00" in row.message) == (3, 500, False)
    assert (after.status, after.error["code"]) == ("FAILED", "reported")
    assert after.error["message"] == row.message
    assert (after.started_at is not None, after.finished_at) == (True, row.timestamp)


@pytest.mark.django_db
@pytest.mark.parametrize("current", Status)
@pytest.mark.parametrize("new", Status)
def test_any_report_is_taken_but_a_second_end(current: Status, new: Status) -> None:
    job = tracked(*([] if current == Status.PENDING else [current]))

    if tracked_may_follow(current, new):
        report_status(job, new)
    else:
        with pytest.raises(IllegalTransition) as caught:
            report_status(job, new)
        assert "status_type" in caught.value.details
    assert_coherent(job)


@pytest.mark.django_db
@pytest.mark.parametrize("make", [kit.pending, kit.completed])
def test_the_history_of_an_executed_job_takes_no_reports(make: Any) -> None:
    job = make()
    first = job.statuses.first()

    for act in (
        lambda: report_status(job, "RUNNING"),
        lambda: correct_status(first, message="no"),
        lambda: remove_status(first),
    ):
        with pytest.raises(HistoryIsAppendOnly):
            act()
    assert fetch(job).revision == job.revision


@pytest.mark.django_db
def test_a_correction_of_the_newest_row_moves_the_job() -> None:
    job = tracked("RUNNING", "COMPLETED")

    correct_status(job.statuses.last(), "FAILED", "it was not")

    after = assert_coherent(job)
    assert (after.status, after.error["message"]) == ("FAILED", "it was not")
    assert history(job) == ["PENDING", "RUNNING", "FAILED"]


@pytest.mark.django_db
def test_a_correction_of_an_older_row_leaves_the_job_where_it_stands() -> None:
    job = tracked("RUNNING", "COMPLETED")
    before = fetch(job)

    correct_status(job.statuses.get(seq=2), message="began")

    after = assert_coherent(job)
    assert (after.status, after.finished_at) == (before.status, before.finished_at)
    assert after.revision == before.revision + 1


@pytest.mark.django_db
def test_a_correction_may_not_make_the_history_impossible() -> None:
    job = tracked("RUNNING", "COMPLETED", "RUNNING", "FAILED")

    for seq, status in ((1, "RUNNING"), (2, "CANCELLED"), (4, "COMPLETED")):
        with pytest.raises(IllegalTransition):
            correct_status(job.statuses.get(seq=seq), status)
        assert_coherent(job)


@pytest.mark.django_db
def test_the_rows_after_a_removed_one_move_up() -> None:
    job = tracked("RUNNING", "PENDING", "RUNNING", "COMPLETED")

    remove_status(job.statuses.get(seq=2))

    assert assert_coherent(job).status == "COMPLETED"
    assert history(job) == ["PENDING", "PENDING", "RUNNING", "COMPLETED"]
    report_status(job, "RUNNING")
    assert_coherent(job)


@pytest.mark.django_db
def test_a_row_that_moved_up_since_it_was_read_leaves_no_gap() -> None:
    job = tracked("RUNNING", "PENDING", "RUNNING", "COMPLETED")
    earlier, later = job.statuses.get(seq=2), job.statuses.get(seq=3)

    remove_status(earlier)
    remove_status(later)

    assert_coherent(job)
    assert history(job) == ["PENDING", "RUNNING", "COMPLETED"]


@pytest.mark.django_db
def test_a_removed_end_was_none() -> None:
    job = tracked("RUNNING", "FAILED")

    remove_status(job.statuses.last())

    after = assert_coherent(job)
    assert (after.status, after.error, after.finished_at) == ("RUNNING", None, None)


@pytest.mark.django_db
def test_a_removal_may_not_make_the_history_impossible() -> None:
    job = tracked("COMPLETED", "RUNNING", "FAILED")

    for seq in (1, 3):
        with pytest.raises(IllegalTransition):
            remove_status(job.statuses.get(seq=seq))
        assert_coherent(job)


ACTS = st.tuples(st.sampled_from(["report", "correct", "remove"]), st.integers(0, 5), st.sampled_from(Status))


@pytest.mark.django_db
@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACTS, max_size=12))
def test_no_sequence_of_reports_makes_an_impossible_job(acts: list[tuple[str, int, Status]]) -> None:
    job = tracked()
    for act, place, status in acts:
        rows = list(fetch(job).statuses.all())
        row = rows[place % len(rows)]
        try:
            if act == "report":
                report_status(job, status, "why")
            elif act == "correct":
                correct_status(row, status)
            else:
                remove_status(row)
        except IllegalTransition:
            pass
        assert_coherent(job)


def test_reports_at_the_same_time_are_numbered_one_after_the_other(committed: None) -> None:
    job = tracked()

    answers = crowd(8, lambda number: report_status(job, "RUNNING", str(number)))

    assert sorted(answer.seq for answer in answers) == list(range(2, 10))
    assert_coherent(job)


def test_of_two_ends_reported_at_the_same_time_one_counts(committed: None) -> None:
    for _ in range(8):
        job = tracked("RUNNING")
        ends = ["COMPLETED", "FAILED"]
        answers = crowd(2, lambda number: report_status(job, ends[number]))  # noqa: B023 - called within this turn
        assert sum(isinstance(answer, IllegalTransition) for answer in answers) == 1
        assert_coherent(job)


@pytest.mark.django_db
def test_a_history_that_is_full_takes_an_ending_but_no_more_reports() -> None:
    job = submit_tracked("Long").job
    with jobkit_settings(MAX_HISTORY=2):
        report_status(job, "RUNNING")

        with pytest.raises(HistoryIsFull):
            report_status(job, "RUNNING")

        assert cancel_job(fetch(job)).status == "CANCELLED"
