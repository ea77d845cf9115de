"""The operations on sources, extractors and files."""

from __future__ import annotations

from typing import Any

from django_jobkit.rest.openapi import parameters as core
from django_jobkit.rest.openapi.answers import ANY_OBJECT, URL
from django_jobkit.rest.openapi.operations import SUBMITTING, WITH_BODY, answer_header, operation
from django_jobkit.rest.openapi.requests import NAME
from django_jobkit.scans.rest.openapi import parameters as p
from django_jobkit.scans.rest.openapi.answers import ScanAnswer, ScanExtractors, ScanSource, ScanSourcePage
from django_jobkit.scans.rest.openapi.requests import KEY, PreviewUpload, SourceStart, SourceUpload, SourceWish
from django_jobkit.scans.rest.openapi.result_answers import ScanPreview
from django_jobkit.scans.rest.openapi.scan_operations import STARTED

TAG = "Scan sources"
# A plain schema, for drf-spectacular would name the component of a partial body without our prefix.
_PARTIAL: dict[str, Any] = {
    "application/json": {
        "type": "object",
        "properties": {"name": NAME, "extractor": {"type": "string"}, "options": ANY_OBJECT, "key": KEY},
        "additionalProperties": False,
    }
}

list_extractors = operation("list", TAG, answers={200: (ScanExtractors, "What can be scanned.")})
preview_file = operation(
    "",
    TAG,
    request={"multipart/form-data": PreviewUpload},
    answers={200: (ScanPreview, "What the file is taken for, and its first records.")},
    errors=WITH_BODY,
)
list_sources = operation(
    "list",
    TAG,
    parameters=[*p.SOURCE_FILTERS, *core.PAGING],
    answers={200: (ScanSourcePage, "A page of the caller's sources.")},
    errors=[404],
)
create_source = operation(
    "create",
    TAG,
    request=SourceWish,
    parameters=[answer_header("Location", URL, "The source's absolute URL.", [201])],
    answers={201: (ScanSource, "The new source.")},
    errors=WITH_BODY,
)
read_source = operation(
    "read",
    TAG,
    parameters=[p.SOURCE_ID],
    answers={200: (ScanSource, "The source.")},
    errors=[404],
)
change_source = operation(
    "update",
    TAG,
    request=SourceWish,
    parameters=[p.SOURCE_ID],
    answers={200: (ScanSource, "The changed source.")},
    errors=[404, *WITH_BODY],
)
change_source_partially = operation(
    "partial_update",
    TAG,
    request=_PARTIAL,
    parameters=[p.SOURCE_ID],
    answers={200: (ScanSource, "The changed source.")},
    errors=[404, *WITH_BODY],
)
delete_source = operation(
    "delete",
    TAG,
    parameters=[p.SOURCE_ID],
    answers={204: (None, "The source is gone; its scans stay.")},
    errors=[404],
)
start_source = operation(
    "",
    TAG,
    request={"application/json": SourceStart, "multipart/form-data": SourceUpload},
    needs_body=False,
    parameters=[p.SOURCE_ID, *STARTED],
    answers={202: (ScanAnswer, "Started.")},
    errors=[404, *SUBMITTING],
)
