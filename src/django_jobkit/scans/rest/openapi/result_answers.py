"""The bodies that we send about what scans found, as schemas."""

from __future__ import annotations

from drf_spectacular.openapi import AutoSchema

from django_jobkit.rest.openapi.answers import (
    ANY_OBJECT,
    ANYTHING,
    COUNT,
    ID,
    INTEGER,
    TEXT,
    URL,
    nullable,
    page_of,
    record,
)
from django_jobkit.rest.openapi.components import Drawn, component
from django_jobkit.rest.openapi.json_schema import Schema
from django_jobkit.scans.rest.openapi.answers import COLUMNS, scan_status

TYPES = ("integer", "number", "boolean", "text", "object", "array")
_TRUTH: Schema = {"type": "boolean"}


class ScanRecords(Drawn):
    """A page of records."""

    name = "ScanRecords"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """In the order in which they were found."""
        unknown = "null when chosen records were not all looked for; then `count_is_capped` is true."
        return record(
            {
                "job_id": ID,
                "status": scan_status(auto_schema),
                "records": {"type": "array", "items": ANY_OBJECT},
                "count": {**nullable(COUNT), "description": unknown},
                "count_is_capped": _TRUTH,
                "next": nullable(URL),
                "previous": {**nullable(URL), "description": "null for chosen records."},
            }
        )


class ScanProblemAnswer(Drawn):
    """What could not be taken as it was."""

    name = "ScanProblem"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """Where it was and what was wrong."""
        return record(
            {
                "number": {**INTEGER, "description": "Counted from 0."},
                "record": {**INTEGER, "description": "How many records came before it."},
                "line": nullable(INTEGER),
                **dict.fromkeys(("field", "code", "message", "raw"), TEXT),
            }
        )


class ScanProblemPage(Drawn):
    """A page of problems."""

    name = "ScanProblemPage"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """Of those that were kept."""
        schema = page_of(auto_schema, ScanProblemAnswer)
        schema["properties"]["total"] = {**COUNT, "description": "Also those that were not kept."}
        schema["required"].append("total")
        return schema


class ScanProfile(Drawn):
    """What the columns of a scan hold."""

    name = "ScanProfile"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """Column by column."""
        column = record(
            {
                "name": TEXT,
                "types": record(dict.fromkeys(TYPES, COUNT), description="How many values of each type."),
                "nulls": COUNT,
                "missing": COUNT,
                "distinct": {**COUNT, "description": "Different values; an estimate unless `distinct_is_exact`."},
                "distinct_is_exact": _TRUTH,
                "min": ANYTHING,
                "max": ANYTHING,
            }
        )
        columns = {"type": "array", "items": component(auto_schema, "ScanColumn", column)}
        return record({"job_id": ID, "status": scan_status(auto_schema), "records": COUNT, "columns": columns})


class ScanDiff(Drawn):
    """A page of changes."""

    name = "ScanDiff"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """With all of them in numbers."""
        kinds = ("added", "removed", "changed")
        counted = (*kinds, "unchanged", "duplicate_keys", "without_key")
        summary = record(
            dict.fromkeys(counted, COUNT), description="Of records with the same key on one side the first counts."
        )
        change = record(
            {
                "change": {"type": "string", "enum": list(kinds)},
                "key": ANY_OBJECT,
                "before": nullable(ANY_OBJECT),
                "after": nullable(ANY_OBJECT),
                "fields": {**COLUMNS, "description": "Those that differ."},
            }
        )
        return record(
            {
                "job_id": ID,
                "against": ID,
                "key": COLUMNS,
                "summary": component(auto_schema, "ScanDiffSummary", summary),
                "count": COUNT,
                "count_is_capped": _TRUTH,
                "next": nullable(URL),
                "previous": nullable(URL),
                "results": {"type": "array", "items": component(auto_schema, "ScanChange", change)},
            }
        )


class ScanPreview(Drawn):
    """What a file is taken for."""

    name = "ScanPreview"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """With its first records."""
        texts: Schema = {"type": "array", "items": TEXT}
        column = record({"name": TEXT, "type": TEXT, "examples": {"type": "array", "items": ANYTHING}})
        problem = record({"code": TEXT, "message": TEXT, "line": nullable(INTEGER), "field": TEXT})
        return record(
            {
                "format": TEXT,
                **dict.fromkeys(("compression", "encoding", "delimiter"), nullable(TEXT)),
                "header": {**nullable(_TRUTH), "description": "Whether the first row has the names of the columns."},
                "members": {**texts, "description": "The files in an archive."},
                "sheets": {**texts, "description": "The sheets of a workbook."},
                "columns": {"type": "array", "items": component(auto_schema, "ScanPreviewColumn", column)},
                "rows": {"type": "array", "items": ANY_OBJECT},
                "problems": {"type": "array", "items": component(auto_schema, "ScanPreviewProblem", problem)},
                "options": {**ANY_OBJECT, "description": "With these a start reads the file in the same way."},
            },
            optional=("sheets",),
        )
