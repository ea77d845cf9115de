"""The bodies that we send about imports, as schemas."""

from __future__ import annotations

from drf_spectacular.openapi import AutoSchema

from django_jobkit.questions.importing.batch import COUNTERS
from django_jobkit.questions.models.imports import OnDuplicate, RowOutcome
from django_jobkit.rest.openapi.answers import (
    ANY_OBJECT,
    ANYTHING,
    COUNT,
    ID,
    INTEGER,
    MESSAGES,
    MOMENT,
    TEXT,
    URL,
    ListedJob,
    nullable,
    page_of,
    record,
    status_schema,
)
from django_jobkit.rest.openapi.components import Drawn, component
from django_jobkit.rest.openapi.json_schema import Schema
from django_jobkit.rest.openapi.reader_answers import ReaderList

_LINKS = ("self", "job", "rows", "failed", "undo", "start", "cancel")


class ImportAnswer(Drawn):
    """An import."""

    name = "QuestionImport"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """With what it has come to."""
        job = ListedJob().draw(auto_schema)["properties"]
        return record(
            {
                "id": {**ID, "description": "Of its job as well."},
                "name": TEXT,
                "status": status_schema(auto_schema),
                "platform": TEXT,
                "options": ANY_OBJECT,
                "dry_run": {"type": "boolean", "description": "Whether nothing is written but the report."},
                "on_duplicate": {"type": "string", "enum": OnDuplicate.values},
                "upload_name": nullable(TEXT),
                **dict.fromkeys(COUNTERS, COUNT),
                "progress": job["progress"],
                "error": job["error"],
                "created_at": MOMENT,
                **dict.fromkeys(("started_at", "finished_at"), nullable(MOMENT)),
                "undo": nullable(component(auto_schema, "QuestionImportUndo", _undo(job))),
                "links": component(auto_schema, "QuestionImportLinks", record(dict.fromkeys(_LINKS, URL))),
            }
        )


def _undo(job: dict[str, Schema]) -> Schema:
    return record(
        {
            "job": nullable(ID),
            "status": nullable(TEXT),
            "progress": nullable(ANY_OBJECT),
            "error": job["error"],
            "removed": {**COUNT, "description": "Questions that were deleted."},
            "restored": {**COUNT, "description": "Questions that are as they were before."},
            "kept": {**COUNT, "description": "Questions that were changed since, and stay."},
            "asked_at": MOMENT,
            "undone_at": nullable(MOMENT),
            "links": record({"job": nullable(URL)}),
        }
    )


class ImportPage(Drawn):
    """A page of imports."""

    name = "QuestionImportPage"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """As all pages are."""
        return page_of(auto_schema, ImportAnswer)


class RowAnswer(Drawn):
    """A row of an import."""

    name = "QuestionImportRow"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """What became of it."""
        return record(
            {
                "number": {**COUNT, "description": "Counted from 0."},
                "line": {**nullable(INTEGER), "description": "In the source, counted from 1."},
                "outcome": {"type": "string", "enum": RowOutcome.values},
                "title": TEXT,
                "question": {**nullable(INTEGER), "description": "Its id; of a dry run, when it was there before."},
                "errors": MESSAGES,
                "raw": {**nullable(ANY_OBJECT), "description": "What stood there, of rows that failed."},
            }
        )


class RowPage(Drawn):
    """A page of rows."""

    name = "QuestionImportRowPage"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """As all pages are."""
        return page_of(auto_schema, RowAnswer)


class PlatformList(ReaderList):
    """What can be imported from."""

    name = "QuestionPlatforms"
    one = "QuestionPlatform"


class FilePreview(Drawn):
    """What a file is taken for."""

    name = "QuestionFilePreview"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """Send `options` back to import it just so."""
        rows: Schema = {"type": "array", "items": ANY_OBJECT}
        shown = {
            "columns": rows,
            "mapping": {"type": "object", "additionalProperties": nullable(TEXT)},
            "rows": rows,
            "problems": rows,
            "options": ANY_OBJECT,
        }
        return record(shown, additionalProperties=ANYTHING)
