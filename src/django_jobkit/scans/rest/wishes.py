"""From a request to the scan that it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from django_jobkit.conf import config
from django_jobkit.rest.access import owner_of, scope_of_caller
from django_jobkit.rest.idempotency import idempotency_key
from django_jobkit.scans.models import ScanSource
from django_jobkit.scans.rest.access import find_source
from django_jobkit.scans.rest.representation import scan_answer
from django_jobkit.scans.rest.serializers import SourceStartSerializer, StartSerializer, body_of
from django_jobkit.scans.services.start import ScanRequest, Started

#: What reads an uploaded file unless the request names another extractor.
FILE_EXTRACTOR = "file"


def wished_scan(request: Request) -> ScanRequest:
    """The scan of an extractor or a source; raises ValidationError naming the fields."""
    wish = StartSerializer(data=body_of(request.data))
    wish.is_valid(raise_exception=True)
    wished = wish.validated_data
    if "source" not in wished:
        extractor = wished.get("extractor") or (FILE_EXTRACTOR if "file" in wished else "sample")
        chosen = {"extractor": extractor, "options": wished.get("options", {}), "key": wished.get("key", [])}
        return _scan_request(request, wished, chosen)
    source = find_source(request, wished["source"])
    if source is None:
        raise ValidationError({"source": ["There is no such source."]})
    return _scan_request(request, wished, {"source": source})


def wished_scan_of(request: Request, source: ScanSource) -> ScanRequest:
    """The scan of `source`; raises ValidationError naming the fields."""
    wish = SourceStartSerializer(data=body_of(request.data))
    wish.is_valid(raise_exception=True)
    return _scan_request(request, wish.validated_data, {"source": source})


def _scan_request(request: Request, wished: Mapping[str, Any], chosen: dict[str, Any]) -> ScanRequest:
    return ScanRequest(
        owner=owner_of(request),
        scope=scope_of_caller(request),
        idempotency_key=idempotency_key(request),
        name=wished.get("name"),
        upload=wished.get("file"),
        **chosen,
    )


def started_answer(started: Started, collection: str) -> Response:
    """The answer to a start; `collection` is the URL of the scans."""
    job = started.scan.job
    answer = accepted(scan_answer(job, collection), is_terminal=job.is_terminal)
    if started.replayed:
        answer.headers["Idempotent-Replayed"] = "true"
    return answer


def accepted(body: dict[str, Any], *, is_terminal: bool = False) -> Response:
    """A 202 that says where to ask and when."""
    headers = {"Location": body["links"]["status"]}
    if not is_terminal:
        headers["Retry-After"] = str(config.RETRY_AFTER)
    return Response(body, status=202, headers=headers)
