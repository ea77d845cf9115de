"""Attach a file to a running job, fenced: first the file, then its row."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import UUID

from django.core.files import File
from django.utils import timezone

from django_jobkit.conf import config
from django_jobkit.exceptions import ArtifactTooLarge, InvalidArtifact, LeaseLost, TooManyArtifacts
from django_jobkit.models import JobArtifact
from django_jobkit.models.artifact import MAX_CONTENT_TYPE, MAX_NAME
from django_jobkit.models.statements import prepare_id, renew_statement
from django_jobkit.services.checkpoint import renew_after_long_transaction
from django_jobkit.services.database import own_transaction, retry_transient
from django_jobkit.services.stored_files import drop_once_committed, kept_file

_FILE = JobArtifact._meta.get_field("file")
_PIECE = 1024 * 1024
# Folders, more lines than one, halves of characters, and marks that let a name read backwards.
_NOT_IN_NAMES = re.compile("[/\\\\\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_CONTENT_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(; ?charset=[\w.:-]+)?", re.ASCII)


def attach_file(
    job_id: UUID, attempt: int, name: str, file: IO[bytes] | bytes | Path, content_type: str | None = None
) -> None:
    """Keep `file`, whole and from its beginning, as the artifact `name` of the job, and extend the lease.

    The row commits with the caller's transaction, if there is one. An artifact of the same name is replaced. Raises
    InvalidArtifact, ArtifactTooLarge, TooManyArtifacts, or LeaseLost when the attempt is fenced.
    """
    known: dict[str, Any] = {
        "name": _checked_name(name),
        "name_hash": hashlib.sha256(name.encode()).hexdigest(),
        "content_type": _checked_type(content_type or mimetypes.guess_type(name)[0] or "application/octet-stream"),
    }
    with _opened(file) as stream:
        size, digest = _measure(stream)
        with kept_file(_FILE, File(stream, name=name)) as stored:
            known |= {"file": stored, "size": size, "sha256": digest, "attempt": attempt}
            retry_transient(lambda: _write(job_id, attempt, known))


def _checked_name(name: str) -> str:
    if not name.strip() or name != name.strip() or len(name) > MAX_NAME or _NOT_IN_NAMES.search(name):
        said = f"The name of an artifact is one line of 1 to {MAX_NAME} characters without slashes"
        raise InvalidArtifact(f"{said}, not {ascii(name)[:80]}.")
    return name


def _checked_type(content_type: str) -> str:
    if len(content_type) > MAX_CONTENT_TYPE or not _CONTENT_TYPE.fullmatch(content_type):
        raise InvalidArtifact(f"{ascii(content_type)[:80]} is no type of content such as 'text/csv'.")
    return content_type.lower()


@contextmanager
def _opened(file: IO[bytes] | bytes | Path) -> Iterator[IO[bytes]]:
    """`file` as something that can be read twice."""
    if isinstance(file, bytes):
        yield BytesIO(file)
    elif isinstance(file, Path):
        with file.open("rb") as stream:
            yield stream
    elif not hasattr(file, "read"):
        raise TypeError(f"Attach bytes, an open binary file or a pathlib.Path, not {type(file).__name__}.")
    elif hasattr(file, "seekable") and file.seekable():
        yield file
    else:
        with TemporaryFile() as copy:
            for piece in _pieces(file):
                copy.write(piece)
            yield copy


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    read = 0
    while piece := stream.read(_PIECE):
        read += len(piece)
        if read > config.MAX_ARTIFACT_BYTES:
            raise ArtifactTooLarge(f"The file is larger than {config.MAX_ARTIFACT_BYTES:,} bytes.")
        yield piece


def _measure(stream: IO[bytes]) -> tuple[int, str]:
    """Size and sum; the stream stands at its beginning afterwards."""
    stream.seek(0)
    size, digest = 0, hashlib.sha256()
    for piece in _pieces(stream):
        size += len(piece)
        digest.update(piece)
    stream.seek(0)
    return size, digest.hexdigest()


def _write(job_id: UUID, attempt: int, known: dict[str, Any]) -> None:
    with own_transaction() as connection:
        # It locks the row of the job as well: artifacts of one job are written one after the other.
        with connection.cursor() as cursor:
            cursor.execute(renew_statement(connection), [config.LEASE, prepare_id(job_id, connection), attempt])
            if cursor.rowcount != 1:
                raise LeaseLost
        renew_after_long_transaction(job_id, attempt, connection.alias)
        rows = JobArtifact.objects.using(connection.alias).filter(job_id=job_id)
        earlier = rows.filter(name_hash=known["name_hash"]).first()
        if earlier is not None:
            drop_once_committed(earlier.file.storage, str(earlier.file.name), connection.alias)
        elif rows.count() >= config.MAX_ARTIFACTS:
            raise TooManyArtifacts(f"A job may have {config.MAX_ARTIFACTS:,} artifacts, and this one has as many.")
        pk = None if earlier is None else earlier.pk
        artifact = JobArtifact(pk=pk, job_id=job_id, created_at=timezone.now(), **known)
        artifact.save(using=connection.alias, force_insert=pk is None, force_update=pk is not None)
        # failpoint: inside_attach
