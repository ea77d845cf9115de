"""How imports and their rows look in JSON."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from django_jobkit.conf import config
from django_jobkit.models import Job
from django_jobkit.questions.importing.batch import COUNTERS
from django_jobkit.questions.models import ImportRow, QuestionImport
from django_jobkit.rest.links import collection_url
from django_jobkit.rest.representation import moment

_ACTIONS = ("rows", "failed", "undo", "start", "cancel")


def whole_import(question_import: QuestionImport, root: str) -> dict[str, Any]:
    """An import; `root` is the URL below which there are imports and jobs."""
    job = question_import.job
    here = f"{root}imports/{job.id}/"
    return {
        "id": str(job.id),
        "name": job.name,
        "status": job.status,
        "platform": question_import.platform,
        "options": question_import.options,
        "dry_run": question_import.dry_run,
        "on_duplicate": question_import.on_duplicate,
        "upload_name": question_import.upload_name or None,
        **{name: getattr(question_import, name) for name in COUNTERS},
        "progress": job.progress,
        "error": job.error,
        "created_at": moment(job.created_at),
        "started_at": moment(job.started_at),
        "finished_at": moment(job.finished_at),
        "undo": _undo(question_import, root),
        "links": {"self": here, "job": _job(job, root), **{action: f"{here}{action}/" for action in _ACTIONS}},
    }


def _undo(question_import: QuestionImport, root: str) -> dict[str, Any] | None:
    if question_import.undo_asked_at is None:
        return None
    job = question_import.undo_job
    return {
        "job": job and str(job.id),
        "status": job and job.status,
        "progress": job and job.progress,
        "error": job and job.error,
        "removed": question_import.removed,
        "restored": question_import.restored,
        "kept": question_import.kept,
        "asked_at": moment(question_import.undo_asked_at),
        "undone_at": moment(question_import.undone_at),
        "links": {"job": job and _job(job, root)},
    }


def _job(job: Job, root: str) -> str:
    return f"{root}jobs/{job.id}/"


def row_of_import(row: ImportRow) -> dict[str, Any]:
    """What became of a row."""
    return {
        "number": row.number,
        "line": row.line,
        "outcome": row.outcome,
        "title": row.title,
        "question": row.question_id,
        "errors": row.errors,
        "raw": None if row.raw is None else dict(row.raw),
    }


def accepted(request: Request, question_import: QuestionImport, *, below: int, replayed: bool = False) -> Response:
    """A 202 that says where to ask and when; the root lies `below` segments above the request."""
    body = whole_import(question_import, collection_url(request, below))
    headers = {"Location": body["links"]["self"]}
    if not question_import.job.is_terminal or body["undo"]:
        headers["Retry-After"] = str(config.RETRY_AFTER)
    if replayed:
        headers["Idempotent-Replayed"] = "true"
    return Response(body, status=202, headers=headers)
