"""Every failpoint of the package by name, and what would be true if the process died there."""

from __future__ import annotations

FAILPOINTS: dict[str, str] = {
    "before_job_insert": "a submit was admitted, and nothing was written",
    "inside_job_insert": "the row is written, its first history row is not; nothing is committed (not on PostgreSQL)",
    "before_submit_commit": "row and history are written; where the submit has a transaction it is not committed",
    "after_submit_commit": "the job is committed unless the caller's own transaction is open; nobody was told",
    "after_head_start_commit": "a job was committed as RUNNING by the process that submitted it; no thread has it",
    "after_commit_before_publish": "the job is committed, the executor was not told",
    "after_publish": "the executor was told, the submit has not returned",
    "before_send": "a hint was taken from the queue of the publisher and not sent to the broker",
    "after_send": "a hint is in the broker",
    "before_claim": "a worker is about to claim",
    "after_claim": "the database says RUNNING (on PostgreSQL committed), nobody heard the answer",
    "before_handler": "the claim is known to the worker, user code has not begun",
    "after_handler": "user code returned, its result was not looked at",
    "before_settle": "the outcome is known and was not written",
    "inside_transition": "some rows are updated, nothing is committed (PostgreSQL: in batches alone)",
    "after_settle_before_ack": "the outcome is committed, the worker does not know that yet",
    "during_heartbeat": "leases are about to be renewed; elsewhere than on PostgreSQL they are, uncommitted",
    "rescue_after_look": "expired leases were seen, no row is locked",
    "rescue_before_update": "the rows to rescue are read and locked",
    "rescue_before_commit": "they are updated, nothing is committed",
    "promote_before_update": "due jobs were read, none is promoted",
    "prune_before_delete": "the jobs to prune are locked",
    "prune_inside": "their history is deleted, they are not; nothing is committed",
    "before_cancel_request": "the job was not PENDING a moment ago, so its worker is to be asked",
    "before_checkpoint": "a handler is about to store a checkpoint",
    "after_checkpoint": "the checkpoint is stored, perhaps in a transaction that is still open",
    "before_give_back": "a worker has found jobs that it holds without knowing",
}
