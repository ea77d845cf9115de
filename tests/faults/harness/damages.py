"""One damage, or some, for each way in which a promise can break."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.faults.harness.story import JOB, MOMENT, OTHER, Story


def _gap(story: Story) -> None:
    story.sql("UPDATE jobkit_jobstatus SET seq = 4 WHERE seq = 3")


def illegal(story: Story) -> None:
    story.step(4, "CANCELLED", 1)
    story.job(status="CANCELLED", result=None)
    (story.folder / "answers").unlink()


def _revived(story: Story) -> None:
    story.sql("UPDATE jobkit_jobstatus SET status_type = 'FAILED' WHERE seq = 3")
    for seq, status, attempt in ((4, "PENDING", 1), (5, "RUNNING", 2), (6, "COMPLETED", 2)):
        story.step(seq, status, attempt)
    story.job(attempt=2, result=json.dumps({"job": str(JOB), "attempt": 2}))
    story.ledger(3.0, "start", 2)
    story.ledger(4.0, "end", 2)
    (story.folder / "hooks").unlink()


def _wrong_attempt(story: Story) -> None:
    story.sql("UPDATE jobkit_jobstatus SET attempt = 2 WHERE seq = 2")


def _last_row(story: Story) -> None:
    story.job(status="FAILED", result=None, error="{}", task="faults.fail")
    story.sql("DELETE FROM host_effect")


def _open(story: Story) -> None:
    story.sql("DELETE FROM jobkit_jobstatus WHERE seq = 3")
    story.job(status="RUNNING", history_length=2, result=None, finished_at=None, lease_expires_at=MOMENT)
    for log in ("answers", "hooks"):
        (story.folder / log).unlink()


def _failed(story: Story) -> None:
    story.sql("UPDATE jobkit_jobstatus SET status_type = 'FAILED' WHERE seq = 3")
    story.job(status="FAILED", result=None, error="{}")
    for log in ("answers", "hooks"):
        (story.folder / log).unlink()


def _too_often(story: Story) -> None:
    story.job(max_attempts=4)


def _asked_to_stop_and_begun_again(story: Story) -> None:
    story.answer("POST", f"jobs/{JOB}/cancel/", 202, {"status": "RUNNING", "attempt": 1})
    story.second_attempt(first_ended_at=2.0)


def _too_early(story: Story) -> None:
    sent = {"task": "faults.effect", "run_after": "2026-01-01T00:00:01Z"}
    story.answer("POST", "jobs/", 202, {"id": str(JOB)}, sent=sent)


def _cancelled_and_begun(story: Story) -> None:
    story.sql("DELETE FROM jobkit_jobstatus")
    for seq, status in ((1, "PENDING"), (2, "CANCELLED")):
        story.step(seq, status, 0)
    story.job(status="CANCELLED", attempt=0, result=None)
    story.sql("DELETE FROM host_effect")
    for log in ("answers", "hooks"):
        (story.folder / log).unlink()


DAMAGES: dict[str, list[Callable[[Story], None]]] = {
    "history_is_gapless": [_gap, lambda story: story.job(history_length=4)],
    "transitions_are_legal": [illegal, _revived],
    "last_row_is_the_status": [_last_row],
    "attempts_follow_claims": [_wrong_attempt],
    "every_job_ends": [_open],
    "no_job_fails_unasked": [_failed],
    "result_iff_completed": [
        lambda story: story.job(result=None),
        lambda story: story.job(error="{}"),
        lambda story: story.job(finished_at=None),
        lambda story: story.job(lease_expires_at=MOMENT),
    ],
    "result_is_of_the_last_attempt": [
        lambda story: story.job(result=json.dumps({"job": str(JOB), "attempt": 2})),
        lambda story: story.job(result=json.dumps({"job": str(OTHER), "attempt": 1})),
    ],
    "effects_are_exactly_once": [
        lambda story: story.effect(1),
        lambda story: story.sql("DELETE FROM host_effect"),
    ],
    "listeners_hear_the_truth": [
        lambda story: story.line("hooks", f"2.1 {JOB} FAILED 1"),
        lambda story: story.line("hooks", f"2.1 {OTHER} PENDING 0"),
    ],
    "hints_are_about_jobs": [lambda story: story.line("hints", f"0.5 {OTHER}")],
    "attempts_are_bounded": [_too_often],
    "starts_follow_claims": [
        lambda story: story.ledger(1.5, "start", 1),
        lambda story: story.ledger(2.5, "start", 2),
    ],
    "completed_attempts_returned": [lambda story: (story.folder / "ledger").write_text(f"1.0 start {JOB} 1 77\n")],
    "one_attempt_at_a_time": [lambda story: story.second_attempt(first_ended_at=5.0)],
    "cancelled_jobs_stay_cancelled": [_cancelled_and_begun],
    "jobs_wait_for_their_time": [_too_early],
    "accepted_jobs_exist": [lambda story: story.answer("POST", "jobs/", 202, {"id": str(OTHER)})],
    "a_key_makes_one_job": [lambda story: story.answer("POST", "jobs/", 202, {"id": str(OTHER)}, key="k")],
    "cancels_are_answered_truly": [
        lambda story: story.answer("POST", f"jobs/{JOB}/cancel/", 200, {"status": "CANCELLED"}),
        _asked_to_stop_and_begun_again,
    ],
    "looks_are_true": [
        lambda story: story.answer("GET", f"jobs/{JOB}/", 200, {"task": "t", "status": "FAILED", "result": None}),
        lambda story: story.answer("GET", f"jobs/{JOB}/", 200, {"task": "t", "status": "COMPLETED", "result": None}),
    ],
    "histories_are_told_in_order": [
        lambda story: story.answer(
            "GET",
            f"jobs/{JOB}/statuses/",
            200,
            {"results": [{"status_type": "RUNNING"}, {"status_type": "PENDING"}]},
        ),
    ],
    "nothing_breaks_the_server": [lambda story: story.answer("GET", "jobs/", 500, "")],
}
#: What cannot be broken without breaking these too.
BROKEN_TOO = {
    "history_is_gapless": {"attempts_follow_claims"},
    "attempts_follow_claims": {"starts_follow_claims"},
    "cancelled_jobs_stay_cancelled": {"starts_follow_claims"},
    "a_key_makes_one_job": {"accepted_jobs_exist"},
    "last_row_is_the_status": {"looks_are_true"},
}
