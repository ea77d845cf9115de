"""Invariants of answers: what the API told its clients is what the database says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tests.faults.checker.evidence import Evidence
from tests.faults.checker.histories import TERMINAL
from tests.faults.checker.violation import Expectations, Violation


def accepted_jobs_exist(evidence: Evidence, allowed: Expectations) -> Iterator[Violation]:
    """A job that a client was told of is there, unless it was deleted."""
    for answer in evidence.answers:
        if (
            answer.verb == "submit"
            and answer.ok
            and answer.job not in evidence.jobs
            and answer.job not in evidence.deleted
        ):
            yield Violation(
                "accepted_jobs_exist", answer.job, "a client was told that it was accepted; it is not there"
            )


def a_key_makes_one_job(evidence: Evidence, allowed: Expectations) -> Iterator[Violation]:
    """The same key of the same caller is always answered with the same job."""
    ids: dict[tuple[str, str], set[str]] = defaultdict(set)
    for answer in evidence.answers:
        if answer.verb == "submit" and answer.ok and answer.key:
            ids[answer.caller, answer.key].add(answer.job)
    for (caller, key), found in ids.items():
        if len(found) > 1:
            yield Violation(
                "a_key_makes_one_job", min(found), f"key {key} of {caller} was answered with {sorted(found)}"
            )


def cancels_are_answered_truly(evidence: Evidence, allowed: Expectations) -> Iterator[Violation]:
    """200: it was cancelled. 202: it was asked to stop and never goes back. 409: it had ended otherwise."""
    for job_id, answers in evidence.answers_of.items():
        if job_id not in evidence.jobs or any(answer.verb == "retry" for answer in answers):
            continue
        status = evidence.jobs[job_id].status
        for answer in (answer for answer in answers if answer.verb == "cancel"):
            if answer.status == 200 and status != "CANCELLED":
                yield Violation("cancels_are_answered_truly", job_id, f"a client was told CANCELLED; it is {status}")
            if answer.status == 409 and status not in TERMINAL:
                yield Violation("cancels_are_answered_truly", job_id, f"a client was told 409; it is {status}")
            if answer.status == 202 and status not in TERMINAL and allowed.all_terminal:
                yield Violation("cancels_are_answered_truly", job_id, f"a client was told 202; it is {status}")
            # The attempt that was asked to stop may begin after the answer; no other may.
            asked = answer.body["attempt"] if answer.status == 202 else evidence.jobs[job_id].attempt
            later = [start.attempt for start in evidence.starts(job_id) if start.attempt > asked]
            if later:
                yield Violation("cancels_are_answered_truly", job_id, f"attempts {later} began after a 202")


def looks_are_true(evidence: Evidence, allowed: Expectations) -> Iterator[Violation]:
    """What a client saw of a job is a step of its history, and whoever asks later sees no earlier step."""
    for job_id, answers in evidence.answers_of.items():
        looks = [answer for answer in answers if answer.verb == "look" and answer.ok and answer.body["task"]]
        path = evidence.path(job_id)
        seen: list[tuple[float, int]] = []
        for look in looks if path else ():
            status = look.body["status"]
            begin = max((position for answered_at, position in seen if answered_at <= look.asked_at), default=0)
            steps = [position for position in range(begin, len(path)) if path[position] == status]
            if not steps:
                what = f"a client saw {status} after step {begin + 1}; the history is {path}"
                yield Violation("looks_are_true", job_id, what)
                break
            seen.append((look.answered_at, steps[0]))
            if (look.body["result"] is not None) != (status == "COMPLETED"):
                yield Violation("looks_are_true", job_id, f"a client saw {status} and result {look.body['result']}")


def histories_are_told_in_order(evidence: Evidence, allowed: Expectations) -> Iterator[Violation]:
    """A client that asks for a history gets its rows in the order of their numbers."""
    for job_id, answers in evidence.answers_of.items():
        path = evidence.path(job_id)
        for answer in (answer for answer in answers if answer.verb == "statuses" and answer.ok and path):
            told = [row["status_type"] for row in answer.body["results"]]
            if told != path[: len(told)]:
                yield Violation("histories_are_told_in_order", job_id, f"a client was told {told}; it is {path}")


def nothing_breaks_the_server(evidence: Evidence, allowed: Expectations) -> Iterator[Violation]:
    """No answer is an internal error, unless the database was taken from under the server."""
    for answer in evidence.answers:
        if answer.status == 500 and not allowed.server_errors:
            yield Violation("nothing_breaks_the_server", answer.job, f"{answer.method} {answer.path}: {answer.body}")


INVARIANTS = [
    accepted_jobs_exist,
    a_key_makes_one_job,
    cancels_are_answered_truly,
    looks_are_true,
    histories_are_told_in_order,
    nothing_breaks_the_server,
]
