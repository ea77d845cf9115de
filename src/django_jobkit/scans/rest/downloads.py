"""Send a whole collection as a file, as it is read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.http.request import MediaType
from django.utils.http import content_disposition_header
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from django_jobkit.downloads import StreamedAnswer
from django_jobkit.rest.json_answers import JobkitNegotiation
from django_jobkit.scans.extracting import Record
from django_jobkit.scans.formats import ChosenContent, Column, Content, Format, StoredContent, formats
from django_jobkit.scans.models import Scan
from django_jobkit.scans.problems import RecordsGone
from django_jobkit.scans.rest.record_queries import RecordQuery, is_true
from django_jobkit.scans.store.reading import iter_lines, iter_records

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
_LONGEST_NAME = 150
_SUFFIXES = {"tsv", "xml", *(known.extension for known in formats.values())}


class DownloadRenderer(BaseRenderer):
    """Stands for a format that was asked for; errors go out as JSON all the same."""

    charset = None

    def __init__(self, chosen: Format) -> None:
        self.chosen = chosen
        self.media_type = chosen.media_type
        self.format = chosen.name


class DownloadNegotiation(JobkitNegotiation):
    """A page as JSON, unless ``?format=`` or the Accept header asks for a file."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The renderer and media type for `request`; raises NotAcceptable."""
        asked = request.query_params.get("format")
        if asked is not None and all(asked != renderer.format or asked in formats for renderer in renderers):
            if asked not in formats:
                raise NotAcceptable(f"There is no such format; there are {', '.join(formats)}.")
            return DownloadRenderer(formats[asked]), formats[asked].media_type
        # What is first is what a caller gets who takes anything, or JSON.
        every = [*renderers, *map(DownloadRenderer, formats.values())]
        if len(renderers) == 1 and request.META.get("HTTP_ACCEPT", "*/*") in {"*/*", "application/json"}:
            every = renderers
        every = [renderer for renderer in every if not _is_refused(request, renderer.media_type)]
        chosen: tuple[BaseRenderer, str] = DefaultContentNegotiation.select_renderer(self, request, every)
        return chosen

    def get_accept_list(self, request: Request) -> list[str]:
        """What the caller takes, without what it says it does not."""
        return [kind for kind in super().get_accept_list(request) if MediaType(kind).quality]


def _is_refused(request: Request, media_type: str) -> bool:
    """Whether the caller names `media_type` as what it does not take, which a wildcard does not take back."""
    kinds = map(MediaType, request.META.get("HTTP_ACCEPT", "").lower().split(","))
    return any(f"{kind.main_type}/{kind.sub_type}" == media_type and not kind.quality for kind in kinds)


def download(
    request: Request, chosen: Format, scan: Scan, query: RecordQuery, columns: Mapping[str, Collection[str]]
) -> StreamedAnswer:
    """The wanted records of `scan` as a file; raises what the format has against them."""
    made = chosen.write(_content(scan, query, columns), raw=is_true(request, "raw"))
    size = made.size
    if request.method == "HEAD":
        made.close()
    response = StreamedAnswer(() if request.method == "HEAD" else made, content_type=_content_type(chosen))
    response["Content-Disposition"] = content_disposition_header(True, f"{_file_name(scan)}.{chosen.extension}")
    response["X-Content-Type-Options"] = "nosniff"
    if size is not None:
        response["Content-Length"] = str(size)
    return response


def _content(scan: Scan, query: RecordQuery, columns: Mapping[str, Collection[str]]) -> Content:
    if query.fields is None:
        shown = [Column(name, frozenset(types)) for name, types in columns.items()]
    else:
        shown = [
            Column(name, frozenset(columns[path[0]]) if len(path) == 1 else frozenset())
            for name, path in query.fields.items()
        ]
    if not query.is_selective and query.fields is None:
        return StoredContent(shown, _whole(scan), scan.records)
    return ChosenContent(shown, _chosen(scan, query), None if query.is_selective else scan.records)


def _whole(scan: Scan) -> Iterator[bytes]:
    """All lines; raises RecordsGone where they end too early, so that nobody takes a part for the whole."""
    left = scan.records
    for lines in iter_lines(scan.pk):
        left -= lines.count(b"\n")
        yield lines
    if left > 0:
        raise RecordsGone


def _chosen(scan: Scan, query: RecordQuery) -> Iterator[list[Record]]:
    left = scan.records
    for batch in iter_records(scan.pk):
        left -= len(batch)
        yield [query.shown(record) for record in batch if query.matches(record)]
    if left > 0:
        raise RecordsGone


def _content_type(chosen: Format) -> str:
    return f"{chosen.media_type}; charset=utf-8" if chosen.media_type.startswith("text/") else chosen.media_type


def _file_name(scan: Scan) -> str:
    name = _NOT_IN_NAMES.sub("_", scan.job.name)
    stem, _, suffix = name.rpartition(".")
    if suffix.lower() in _SUFFIXES:
        # Of an uploaded file, as a rule.
        name = stem
    return name[:_LONGEST_NAME].strip(" .") or "records"
