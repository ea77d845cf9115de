"""The bodies that we send about scans, as schemas."""

from __future__ import annotations

from drf_spectacular.openapi import AutoSchema

from django_jobkit.rest.openapi.answers import (
    ANY_OBJECT,
    COUNT,
    ID,
    INTEGER,
    MOMENT,
    NUMBER,
    TEXT,
    URL,
    ListedJob,
    nullable,
    page_of,
    record,
)
from django_jobkit.rest.openapi.components import Drawn, component
from django_jobkit.rest.openapi.json_schema import Schema
from django_jobkit.rest.openapi.reader_answers import ReaderList
from django_jobkit.scans.rest.filters import STATUSES

COLUMNS: Schema = {"type": "array", "items": TEXT}
_ACTIONS = ("status", "result", "errors", "profile", "diff", "cancel", "resume", "restart", "remove")
_PROGRESS = record(
    {
        **dict.fromkeys(("current", "total", "percent"), nullable(NUMBER)),
        "message": TEXT,
        "rate": {**nullable(NUMBER), "description": "Of `current`, per second."},
        "remaining_seconds": {**nullable(NUMBER), "description": "By the rate so far; null when it cannot be said."},
    },
    description="`percent` is 0 to 100; null when the total is not known.",
)


def scan_status(auto_schema: AutoSchema) -> Schema:
    """The statuses in lower case, as one component."""
    said = "Where a scan stands. completed, failed and cancelled are terminal."
    return component(auto_schema, "ScanStatus", {"type": "string", "enum": STATUSES, "description": said})


def scan_links(auto_schema: AutoSchema) -> Schema:
    """Where to go from a scan."""
    return component(auto_schema, "ScanLinks", record(dict.fromkeys(_ACTIONS, URL)))


class ListedScan(Drawn):
    """A scan in numbers."""

    name = "ListedScan"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """All that lists show."""
        error = ListedJob().draw(auto_schema)["properties"]["error"]
        return record(
            {
                "job_id": ID,
                "name": TEXT,
                "status": scan_status(auto_schema),
                "extractor": TEXT,
                "source": nullable(ID),
                **dict.fromkeys(("records", "pages", "bytes"), COUNT),
                "problems": {**COUNT, "description": "Also those of which no more than the number was kept."},
                "progress": component(auto_schema, "ScanProgress", _PROGRESS),
                "error": error,
                **dict.fromkeys(("attempt", "max_attempts"), INTEGER),
                **dict.fromkeys(("created_at", "updated_at"), MOMENT),
                **dict.fromkeys(("started_at", "finished_at", "cancel_requested_at"), nullable(MOMENT)),
                "links": scan_links(auto_schema),
            }
        )


class WholeScan(Drawn):
    """A scan."""

    name = "Scan"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """With its options and columns."""
        schema = ListedScan().draw(auto_schema)
        more = {
            "options": {**ANY_OBJECT, "description": "Secrets are masked."},
            "key": {**COLUMNS, "description": "Columns that tell records apart."},
            "upload_name": nullable(TEXT),
            "columns": {**COLUMNS, "description": "In the order of their first appearance."},
        }
        schema["properties"] |= more
        schema["required"] += list(more)
        return schema


class ScanAnswer(Drawn):
    """What became of a request to do something with a scan."""

    name = "ScanAnswer"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """Its status and where to go."""
        return record({"job_id": ID, "status": scan_status(auto_schema), "links": scan_links(auto_schema)})


class ScanPage(Drawn):
    """A page of scans."""

    name = "ScanPage"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """Of what lists show."""
        return page_of(auto_schema, ListedScan)


class ScanSource(Drawn):
    """A source."""

    name = "ScanSource"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """With the newest of its scans."""
        status = scan_status(auto_schema)
        last = record({"job_id": ID, "status": status, "records": COUNT, "finished_at": nullable(MOMENT)})
        return record(
            {
                "id": ID,
                "name": TEXT,
                "extractor": TEXT,
                "options": {**ANY_OBJECT, "description": "Secrets are masked."},
                "key": COLUMNS,
                "last_scan": nullable(component(auto_schema, "ScanSourceLastScan", last)),
                "created_at": MOMENT,
                "updated_at": MOMENT,
                "links": component(auto_schema, "ScanSourceLinks", record({"self": URL, "start": URL})),
            }
        )


class ScanSourcePage(Drawn):
    """A page of sources."""

    name = "ScanSourcePage"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """In the order of their names."""
        return page_of(auto_schema, ScanSource)


class ScanExtractors(ReaderList):
    """What can be scanned."""

    name = "ScanExtractors"
    one = "ScanExtractor"
