"""The checker against databases and logs made by hand: one sound, and one for each way in which a promise can break."""

from __future__ import annotations

import ast
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from tests.faults.checker import Expectations, Violated, check
from tests.faults.checker.checking import INVARIANTS
from tests.faults.checker.evidence import Evidence
from tests.faults.checker.reading import Database
from tests.faults.system.services import SOURCE, migrate

JOB = UUID("01a1fe5c-dcfd-76f7-b0bf-904b37a947c4")
OTHER = UUID("01a1fe5c-ccb4-727f-9179-190dc6643c1c")
MOMENT = "2026-01-01 00:00:00"
_ROW = {
    "id": JOB.hex,
    "name": "effect",
    "task": "faults.effect",
    "status": "COMPLETED",
    "queue": "default",
    "priority": 0,
    "params": "{}",
    "result": json.dumps({"job": str(JOB), "attempt": 1}),
    "progress_message": "",
    "attempt": 1,
    "max_attempts": 3,
    "attempt_budget": 3,
    "created_at": MOMENT,
    "updated_at": MOMENT,
    "finished_at": MOMENT,
    "worker": "w",
    "revision": 3,
    "history_length": 3,
    "request_fingerprint": "",
    "unique_key": "",
}


class Story:
    """A database and logs in which one job was submitted, ran, and completed; to be damaged."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"sqlite://{folder / 'database'}"
        self.database = sqlite3.connect(folder / "database", isolation_level=None)
        # A broken promise is not always one that the database's own constraints would let pass.
        self.database.execute("PRAGMA ignore_check_constraints = ON")
        places = ", ".join("?" * len(_ROW))
        self.sql(f"INSERT INTO jobkit_job ({', '.join(_ROW)}) VALUES ({places})", *_ROW.values())
        for seq, status, attempt in ((1, "PENDING", 0), (2, "RUNNING", 1), (3, "COMPLETED", 1)):
            self.step(seq, status, attempt)
        self.effect(1)
        self.ledger(1.0, "start", 1)
        self.ledger(2.0, "end", 1)
        self.line("hooks", f"2.1 {JOB} COMPLETED 1")
        self.line("hints", f"0.5 {JOB}")
        self.answer("POST", "jobs/", 202, {"id": str(JOB), "task": "faults.effect", "status": "PENDING"}, key="k")
        self.answer("GET", f"jobs/{JOB}/", 200, {"task": "faults.effect", "status": "COMPLETED", "result": {}})

    def sql(self, statement: str, *values: object) -> None:
        """Run a statement."""
        self.database.execute(statement, values)

    def job(self, **columns: object) -> None:
        """Change the row of the job."""
        self.sql(f"UPDATE jobkit_job SET {', '.join(f'{name} = ?' for name in columns)}", *columns.values())

    def step(self, seq: int, status: str, attempt: int, message: str = "") -> None:
        """Add a row to the history, and its length to the job's row."""
        columns = "job_id, seq, status_type, timestamp, attempt, message"
        values = (JOB.hex, seq, status, MOMENT, attempt, message)
        self.sql(f"INSERT INTO jobkit_jobstatus ({columns}) VALUES (?, ?, ?, ?, ?, ?)", *values)
        self.job(history_length=seq)

    def effect(self, attempt: int) -> None:
        """Add an effect."""
        self.sql("INSERT INTO host_effect (job_id, attempt) VALUES (?, ?)", JOB.hex, attempt)

    def line(self, log: str, text: str) -> None:
        """Add a line to a log."""
        with (self.folder / log).open("a") as file:
            file.write(f"{text}\n")

    def ledger(self, at: float, event: str, attempt: int) -> None:
        """Add a line to the ledger."""
        self.line("ledger", f"{at} {event} {JOB} {attempt} 77")

    def answer(self, method: str, path: str, status: int, body: object, key: str = "", sent: object = None) -> None:
        """Add an answer to the client's log."""
        said = {"method": method, "path": path, "sent": sent, "status": status, "body": body, "key": key}
        self.line("answers", json.dumps({"asked_at": 3.0, "seconds": 0.1, "caller": "alice", **said}))

    def second_attempt(self, *, first_ended_at: float) -> None:
        """Tell that the first attempt was lost, and a second began at 3.0 and completed."""
        self.sql("DELETE FROM jobkit_jobstatus WHERE seq = 3")
        for seq, status, attempt in ((3, "PENDING", 1), (4, "RUNNING", 2), (5, "COMPLETED", 2)):
            self.step(seq, status, attempt)
        self.job(attempt=2, result=json.dumps({"job": str(JOB), "attempt": 2}))
        (self.folder / "ledger").unlink()
        (self.folder / "hooks").unlink()
        for at, event, attempt in ((1.0, "start", 1), (3.0, "start", 2), (first_ended_at, "beat", 1), (9.0, "end", 2)):
            self.ledger(at, event, attempt)


def _gap(story: Story) -> None:
    story.sql("UPDATE jobkit_jobstatus SET seq = 4 WHERE seq = 3")


def _illegal(story: Story) -> None:
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
    "transitions_are_legal": [_illegal, _revived],
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
_ALSO = {
    "history_is_gapless": {"attempts_follow_claims"},
    "attempts_follow_claims": {"starts_follow_claims"},
    "cancelled_jobs_stay_cancelled": {"starts_follow_claims"},
    "a_key_makes_one_job": {"accepted_jobs_exist"},
    "last_row_is_the_status": {"looks_are_true"},
}


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables, without rows."""
    path = tmp_path_factory.mktemp("checker") / "database"
    migrate(f"sqlite://{path}", SOURCE)
    return path


@pytest.fixture
def story(empty_database: Path, tmp_path: Path) -> Story:
    """A sound one."""
    shutil.copy(empty_database, tmp_path / "database")
    return Story(tmp_path)


def evidence_of(story: Story) -> Evidence:
    """What the checker gets to see."""
    with Database(story.url) as database:
        return Evidence.gather(database, story.folder)


def test_a_sound_story_violates_nothing(story: Story) -> None:
    assert check(evidence_of(story), Expectations(every_claim_starts=True)) == []


def test_a_second_attempt_after_a_lost_first_violates_nothing(story: Story) -> None:
    story.second_attempt(first_ended_at=2.0)
    assert check(evidence_of(story)) == []


@pytest.mark.parametrize(
    ("invariant", "damage"),
    [
        pytest.param(name, damage, id=f"{name}-{number}")
        for name, damages in DAMAGES.items()
        for number, damage in enumerate(damages)
    ],
)
def test_each_damage_is_noticed_for_what_it_is(story: Story, invariant: str, damage: Callable[[Story], None]) -> None:
    damage(story)
    found = {violation.invariant for violation in check(evidence_of(story))}
    assert invariant in found
    assert found <= {invariant, *_ALSO.get(invariant, set())}


def test_a_claim_without_a_start_is_noticed_where_nothing_died(story: Story) -> None:
    (story.folder / "ledger").write_text(f"2.0 end {JOB} 1 77\n")
    assert {violation.invariant for violation in check(evidence_of(story), Expectations(every_claim_starts=True))} == {
        "starts_follow_claims"
    }


def test_a_frozen_process_is_forgiven_for_a_while_and_no_longer(story: Story) -> None:
    story.second_attempt(first_ended_at=5.0)
    story.ledger(6.0, "beat", 1)
    evidence = evidence_of(story)
    assert check(evidence, Expectations(overlap=1.5)) == []
    assert [violation.invariant for violation in check(evidence, Expectations(overlap=0.5))] == [
        "one_attempt_at_a_time"
    ]


def test_every_invariant_is_tried() -> None:
    assert {invariant.__name__ for invariant in INVARIANTS} == set(DAMAGES)


def test_a_violation_tells_the_whole_story(story: Story) -> None:
    _illegal(story)
    evidence = evidence_of(story)
    said = str(Violated(check(evidence), evidence))
    for words in ("COMPLETED to CANCELLED", "history 3. COMPLETED", "ledger 1.000 start", "effect by attempt 1"):
        assert words in said


def test_the_checker_imports_nothing_of_the_package() -> None:
    for path in (Path(__file__).parents[1] / "checker").glob("*.py"):
        tree = ast.parse(path.read_text())
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not [name for name in names if name.startswith(("django", "tests.faults.host"))], path
