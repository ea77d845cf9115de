"""A database and logs made by hand, to be damaged."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from uuid import UUID

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
