"""Files as HTTP answers, for the front desk and the admin alike."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

from asgiref.sync import sync_to_async
from django.core.files import File
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from django_jobkit.exceptions import ArtifactGone
from django_jobkit.models import JobArtifact

logger = logging.getLogger(__name__)

_PIECE = 256 * 1024
_ANY_BYTES = "application/octet-stream"
# What no browser runs, should it ever show the file in spite of all the headers.
_HARMLESS = re.compile(
    r"(?:text/(?:plain|csv|tab-separated-values|markdown|calendar)"
    r"|image/(?:png|jpeg|gif|webp|avif|bmp|tiff)|audio/[\w.-]+|video/[\w.-]+"
    r"|application/(?:json|x-ndjson|jsonl|pdf|zip|gzip|zstd|x-tar|x-7z-compressed|x-xz|x-bzip2|sql|rtf|toml|yaml"
    r"|epub\+zip|msword|vnd\.[\w.-]+))"
)


class StreamedAnswer(StreamingHttpResponse):
    """An answer that is made or read while it is sent, in constant memory under WSGI and ASGI alike."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The same pieces, each made in a thread, where Django would make all of them first."""
        pieces: Any = self.streaming_content
        while (piece := await sync_to_async(_next)(pieces)) is not None:
            yield piece


def _next(pieces: Iterator[bytes]) -> bytes | None:
    return next(pieces, None)


class _Pieces:
    """An open file, piece by piece; the answer closes it, also one that nobody ever read."""

    def __init__(self, file: File[bytes]) -> None:
        self._file = file
        self.close = file.close

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece: bytes = self._file.read(_PIECE)
        if not piece:
            raise StopIteration
        return piece


def download(artifact: JobArtifact, *, with_body: bool = True) -> StreamedAnswer:
    """`artifact` as a file to be saved, never to be shown; raises ArtifactGone when the storage has it no more."""
    try:
        file = artifact.file.open("rb")
    except FileNotFoundError as error:
        logger.warning("The file of artifact %s of job %s is gone.", artifact.pk, artifact.job_id)
        raise ArtifactGone from error
    if not with_body:
        file.close()
    answer = StreamedAnswer(_Pieces(file) if with_body else (), content_type=content_type(artifact.content_type))
    answer["Content-Length"] = str(artifact.size)
    answer["Content-Disposition"] = content_disposition_header(True, artifact.name)
    answer["ETag"] = etag_of(artifact)
    answer["Accept-Ranges"] = "none"
    # Somebody else's file comes from the address of the API: it must not become a page of this site.
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def content_type(wanted: str) -> str:
    """What may be said of a file: `wanted` when no browser would run it, else that it is bytes."""
    kind = wanted.partition(";")[0].strip()
    if not _HARMLESS.fullmatch(kind):
        return _ANY_BYTES
    return f"{kind}; charset=utf-8" if wanted == kind and kind.startswith("text/") else wanted


def etag_of(artifact: JobArtifact) -> str:
    """The strong entity tag of an artifact: the sum of its content."""
    return f'"{artifact.sha256}"'
