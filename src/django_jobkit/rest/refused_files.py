"""Files that cannot be read, as refusals of the request that brought them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django_jobkit.exceptions import InvalidRequest
from django_jobkit.files.errors import FileError


@contextmanager
def refused_files() -> Iterator[None]:
    """Refuse the request with what is wrong with its file, under the field ``file`` unless the error names others."""
    try:
        yield
    except FileError as error:
        refused = InvalidRequest(error.message, details=error.details or {"file": [error.message]})
        refused.code = error.code
        raise refused from error
