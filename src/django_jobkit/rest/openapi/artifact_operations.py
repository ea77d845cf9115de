"""The operations on artifacts, and what they answer."""

from __future__ import annotations

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes

from django_jobkit.rest.openapi import parameters as p
from django_jobkit.rest.openapi.answers import INTEGER, MOMENT, TEXT, URL, record
from django_jobkit.rest.openapi.components import Drawn, component
from django_jobkit.rest.openapi.json_schema import Schema
from django_jobkit.rest.openapi.operations import answer_header, in_path, operation

_TAG = "Jobs"
_ARTIFACT_ID = in_path("artifact_id", {"type": "integer", "minimum": 1}, "The artifact.")
_SHA256: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_LENGTH: Schema = {"type": "integer", "minimum": 0}


class ArtifactList(Drawn):
    """The files that a job left behind."""

    name = "ArtifactList"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """All of them."""
        links = component(auto_schema, "ArtifactLinks", record({"download": URL}))
        sizes = {"size": {**INTEGER, "description": "Bytes."}, "content_type": TEXT, "sha256": _SHA256}
        artifact = record({"id": INTEGER, "name": TEXT, **sizes, "created_at": MOMENT, "links": links})
        return record({"results": {"type": "array", "items": component(auto_schema, "Artifact", artifact)}})


list_artifacts = operation(
    "list",
    _TAG,
    parameters=[p.JOB_ID],
    answers={200: (ArtifactList, "The files that the job left behind.")},
    errors=[404],
)
download_artifact = operation(
    "read",
    _TAG,
    parameters=[
        p.JOB_ID,
        _ARTIFACT_ID,
        p.IF_NONE_MATCH,
        answer_header("ETag", TEXT, "Strong: the SHA-256 of the file.", [200, 304]),
        answer_header("Content-Disposition", TEXT, "`attachment` and the name.", [200]),
        answer_header("Content-Length", _LENGTH, "The size in bytes.", [200]),
    ],
    answers={
        (200, "application/octet-stream"): (OpenApiTypes.BINARY, "The file, in the type that its Content-Type says."),
        304: (None, "The file is as the caller knows it."),
    },
    errors=[404, 410],
)
