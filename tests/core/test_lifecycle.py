"""The table of edges, and what follows from it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.core.lifecycle import EDGES, Event, is_tracked_history, tracked_may_follow
from django_jobkit.core.status import TERMINAL, Status, status_choices

STATUSES = st.sampled_from(Status)


def test_every_event_has_its_edge() -> None:
    assert set(EDGES) == set(Event)
    assert all(edge.sources and edge.reason for edge in EDGES.values())


def test_nothing_but_a_retry_leads_out_of_an_end_and_nothing_at_all_out_of_completed() -> None:
    leaving = {event for event, edge in EDGES.items() if edge.sources & TERMINAL}

    assert leaving == {Event.RETRY}
    assert Status.COMPLETED not in EDGES[Event.RETRY].sources


def test_a_job_runs_only_by_a_claim_and_ends_in_a_result_only_from_running() -> None:
    assert {event for event, edge in EDGES.items() if edge.target == Status.RUNNING} == {Event.CLAIM}
    for edge in EDGES.values():
        if edge.target in {Status.COMPLETED, Status.FAILED}:
            assert edge.sources == {Status.RUNNING}


def test_every_status_can_be_reached_and_every_unfinished_one_can_be_left() -> None:
    reached = {Status.PENDING}
    for _ in Status:
        reached |= {edge.target for edge in EDGES.values() if edge.sources & reached}

    assert reached == set(Status)
    assert {source for edge in EDGES.values() for source in edge.sources} >= set(Status) - TERMINAL


def test_a_status_knows_whether_it_is_the_end() -> None:
    assert [status for status in Status if status.is_terminal] == ["COMPLETED", "FAILED", "CANCELLED"]
    assert [value for value, _ in status_choices()] == list(Status)


@given(STATUSES, STATUSES)
def test_the_client_of_a_tracked_job_may_do_anything_but_end_it_twice(current: Status, new: Status) -> None:
    assert tracked_may_follow(current, new) == (not (current.is_terminal and new.is_terminal))


@given(st.lists(STATUSES))
def test_a_tracked_history_begins_with_pending_and_has_no_two_ends_in_a_row(statuses: list[Status]) -> None:
    twice = any(one.is_terminal and other.is_terminal for one, other in pairwise(statuses))

    assert is_tracked_history(statuses) == (statuses[:1] == [Status.PENDING] and not twice)
