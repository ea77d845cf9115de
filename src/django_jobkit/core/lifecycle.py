"""Every way a job can go, in one table; services, admin, answers and the docs' diagram are derived from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from django_jobkit.core.status import TERMINAL, Status


class Event(StrEnum):
    """What can happen to an executed job."""

    CLAIM = "claim"
    COMPLETE = "complete"
    FAIL = "fail"
    BACK_OFF = "back_off"
    INTERRUPT = "interrupt"
    RESCUE = "rescue"
    GIVE_UP = "give_up"
    CANCEL = "cancel"
    ACKNOWLEDGE_CANCEL = "acknowledge_cancel"
    RETRY = "retry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """From any of `sources` to `target`, because of what `reason` says."""

    sources: frozenset[Status]
    target: Status
    reason: str


def _edge(sources: Iterable[Status], target: Status, reason: str) -> Edge:
    return Edge(sources=frozenset(sources), target=target, reason=reason)


EDGES: dict[Event, Edge] = {
    Event.CLAIM: _edge([Status.PENDING], Status.RUNNING, "a worker claimed it"),
    Event.COMPLETE: _edge([Status.RUNNING], Status.COMPLETED, "its handler returned"),
    Event.FAIL: _edge([Status.RUNNING], Status.FAILED, "its handler failed for good"),
    Event.BACK_OFF: _edge([Status.RUNNING], Status.PENDING, "it will be tried again after a while"),
    Event.INTERRUPT: _edge([Status.RUNNING], Status.PENDING, "its worker shut down"),
    Event.RESCUE: _edge([Status.RUNNING], Status.PENDING, "its worker was lost"),
    Event.GIVE_UP: _edge([Status.RUNNING], Status.FAILED, "its worker was lost once too often"),
    Event.CANCEL: _edge([Status.PENDING], Status.CANCELLED, "it was cancelled before it ran"),
    Event.ACKNOWLEDGE_CANCEL: _edge([Status.RUNNING], Status.CANCELLED, "it stopped because it was cancelled"),
    Event.RETRY: _edge([Status.FAILED, Status.CANCELLED], Status.PENDING, "a retry was asked for"),
}


def tracked_may_follow(current: Status, new: Status) -> bool:
    """Whether the client of a tracked job may report `new` after `current`.

    A client is its own authority; the one thing it cannot do is end a job twice.
    """
    return current not in TERMINAL or new not in TERMINAL


def is_tracked_history(statuses: Iterable[Status]) -> bool:
    """Whether a tracked job could have gone through `statuses`, oldest first."""
    history = list(statuses)
    return history[:1] == [Status.PENDING] and all(
        tracked_may_follow(current, new) for current, new in pairwise(history)
    )
