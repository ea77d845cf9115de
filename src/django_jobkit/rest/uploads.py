"""Take in an upload as it streams in, and stop as soon as it is too large."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.http import parse_header_parameters
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, DataAndFiles

from django_jobkit.conf import config
from django_jobkit.rest.json_bodies import BodyTooLarge

# What may come behind the last boundary, and the boundary itself: 70 characters at most.
_TAIL = 1024


class UploadTooLarge(BodyTooLarge):
    """The file is larger than a file may be here."""

    default_code = "upload_too_large"

    def __init__(self, limit: int) -> None:
        super(BodyTooLarge, self).__init__(f"The file is larger than {limit:,} bytes.")


class UploadParser(BaseParser):
    """A form with a file, by way of the host's own upload handlers; a subclass says how large the file may be."""

    media_type = "multipart/form-data"

    @property
    def max_file_bytes(self) -> int:
        """The largest file that is taken in."""
        raise NotImplementedError

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """The fields and files of the form; raises ParseError or UploadTooLarge."""
        request = (parser_context or {})["request"]
        counted: Any = _Counted(stream)
        promised = int(request.META.get("CONTENT_LENGTH") or 0)
        # The fields beside the file, and what stands between them, are bounded like any other body.
        if promised > self.max_file_bytes + config.MAX_BODY_BYTES:
            raise UploadTooLarge(self.max_file_bytes)
        meta = {**request.META, "CONTENT_TYPE": media_type or self.media_type}
        handlers = [_Bound(self.max_file_bytes), *request.upload_handlers]
        encoding = (parser_context or {}).get("encoding", "utf-8")
        try:
            fields, files = MultiPartParser(meta, counted, handlers, encoding).parse()
        except MultiPartParserError as error:
            raise ParseError(f"The form cannot be read: {error}") from error
        if counted.bytes < promised or not counted.ends_with(meta["CONTENT_TYPE"]):
            _close(files)
            raise ParseError(f"The form ended too early, after {counted.bytes:,} bytes.")
        return DataAndFiles(fields, files)


def _close(files: Any) -> None:
    for _, each in files.lists():
        for file in each:
            file.close()


class _Counted:
    """A stream that knows how much was read of it: a form that was cut off looks whole otherwise."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._tail = b""
        self.bytes = 0

    def read(self, size: int = -1) -> bytes:
        """As of any stream."""
        data: bytes = self._stream.read(size)
        self.bytes += len(data)
        self._tail = (self._tail + data[-_TAIL:])[-_TAIL:]
        return data

    def ends_with(self, media_type: str) -> bool:
        """Whether the last that was read has the boundary that ends a form of this type."""
        boundary = parse_header_parameters(media_type)[1].get("boundary", "")
        return f"--{boundary}--".encode() in self._tail


class _Bound(FileUploadHandler):
    """Lets no more through than may be."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit
        self._seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self._seen += len(raw_data)
        if self._seen > self._limit:
            raise UploadTooLarge(self._limit)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""
