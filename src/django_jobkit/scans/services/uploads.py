"""Keep the file that somebody sends with a scan, and let go of it."""

from __future__ import annotations

import hashlib
import logging
import re
from pathlib import PurePosixPath
from typing import Any
from uuid import uuid4

from django.core.files import File

from django_jobkit.core.storable import storable_text
from django_jobkit.scans.conf import scans_config
from django_jobkit.scans.models import Scan
from django_jobkit.scans.problems import InvalidOptions, UploadTooLarge
from django_jobkit.scans.registry import Extractor

logger = logging.getLogger(__name__)

_LONGEST_NAME = 255
# What its name ends with is all that a stored file keeps of the name that somebody chose.
_SUFFIX = re.compile(r"(\.[A-Za-z0-9]{1,10}){0,2}$")


def check_upload(extractor: Extractor, upload: File[Any] | None) -> None:
    """Raise InvalidOptions, naming ``file``, when there should be an `upload` or should not; UploadTooLarge."""
    if extractor.takes_upload and upload is None:
        raise InvalidOptions(details={"file": [f"The extractor {extractor.name!r} reads an uploaded file; send one."]})
    if upload is None:
        return
    if not extractor.takes_upload:
        raise InvalidOptions(details={"file": [f"The extractor {extractor.name!r} takes no uploaded file."]})
    if upload.size > scans_config.MAX_UPLOAD_BYTES:
        message = f"The file has {upload.size:,} bytes; the limit is {scans_config.MAX_UPLOAD_BYTES:,}."
        raise UploadTooLarge(details={"file": [message]})


def shown_name(upload: File[Any] | None) -> str:
    """What `upload` was called where it came from, without folders."""
    name = "" if upload is None else (upload.name or "")
    return storable_text(name.replace("\\", "/").rpartition("/")[2], _LONGEST_NAME)


def digest_of(upload: File[Any]) -> str:
    """What tells the content of `upload` from any other; it stands at its beginning afterwards."""
    digest = hashlib.sha256()
    for piece in upload.chunks():
        digest.update(piece)
    upload.seek(0)
    return digest.hexdigest()


def keep_upload(upload: File[Any]) -> str:
    """Save `upload` and answer the name it is stored under."""
    field = Scan._meta.get_field("upload")
    suffix = _SUFFIX.search(PurePosixPath(shown_name(upload)).name)
    name = field.generate_filename(Scan(), f"{uuid4().hex}{suffix[0] if suffix else ''}")
    stored: str = field.storage.save(name, upload, max_length=field.max_length)
    return stored


def drop_upload(name: str) -> None:
    """Delete a stored file; when the storage fails, the file stays behind and the log says so."""
    try:
        Scan._meta.get_field("upload").storage.delete(name)
    except Exception:
        logger.exception("The uploaded file %s could not be deleted.", name)
