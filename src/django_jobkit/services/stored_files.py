"""Keep files under names that nobody can guess, and let go of them when their rows go."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import Storage
from django.db import Error as DatabaseTrouble
from django.db import router, transaction
from django.db.models import FileField, Model
from django.db.models.signals import post_delete

from django_jobkit.core.storable import storable_text

logger = logging.getLogger(__name__)

_LONGEST_NAME = 255
# What its name ends with is all that a stored file keeps of the name that somebody chose.
_SUFFIX = re.compile(r"(\.[A-Za-z0-9]{1,10}){0,2}$")


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column that names files which belong to its rows alone."""

    model: type[Model]
    field: FileField

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.field.name}"

    @property
    def folder(self) -> str:
        """The folder that has all of its files, and those of no other column."""
        return str(self.field.upload_to).partition("%")[0]


_columns: list[FileColumn] = []


def register(model: type[Model], field: str) -> None:
    """Have the files that the column `field` of `model` names deleted along with their rows, by whatever way those go.

    Call it in the ``ready`` of your app; the ``upload_to`` of the field is a folder of its own.
    """
    column = FileColumn(model, model._meta.get_field(field))  # type: ignore[arg-type]  # whoever calls knows it
    if column not in _columns:
        _columns.append(column)
        post_delete.connect(_drop_with_row, sender=model, dispatch_uid=f"django_jobkit.stored_files.{column}")


def file_columns() -> list[FileColumn]:
    """All that were registered."""
    return list(_columns)


def _drop_with_row(sender: type[Model], instance: Model, using: str, **kwargs: Any) -> None:
    for column in _columns:
        file = getattr(instance, str(column.field.name)) if column.model is sender else None
        if file:
            drop_once_committed(file.storage, file.name, using)


def shown_name(file: File[Any] | None) -> str:
    """What `file` was called where it came from, without folders."""
    name = "" if file is None else (file.name or "")
    return storable_text(name.replace("\\", "/").rpartition("/")[2], _LONGEST_NAME)


def digest_of(file: File[Any]) -> str:
    """What tells the content of `file` from any other; it stands at its beginning afterwards."""
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def keep_file(field: FileField, file: File[Any]) -> str:
    """Save `file` where `field` keeps its files, and answer the name it is stored under."""
    suffix = _SUFFIX.search(shown_name(file))
    name = field.generate_filename(field.model(), f"{uuid4().hex}{suffix[0] if suffix else ''}")
    try:
        stored: str = field.storage.save(name, file, max_length=field.max_length)
    except BaseException:
        # The disk may be full in the middle of it.
        drop_file(field.storage, name)
        raise
    return stored


@contextmanager
def kept_file(field: FileField, file: File[Any]) -> Iterator[str]:
    """`keep_file` for the length of writing the row that names it; where that fails, the file is dropped again."""
    name = keep_file(field, file)
    # failpoint: file_without_row
    try:
        yield name
    except BaseException as error:
        if not isinstance(error, DatabaseTrouble) or _is_certainly_unused(field, name):
            drop_file(field.storage, name)
        raise


class Stored(Protocol):
    """What became of a row that was to be stored."""

    @property
    def replayed(self) -> bool:
        """Whether an earlier request had stored it already."""


StoredT = TypeVar("StoredT", bound=Stored)


def stored_with(row: Model, column: str, file: File[Any], store: Callable[[], StoredT]) -> StoredT:
    """What `store` answers, which writes `row`; `file` is kept in its `column` as long as there is the row."""
    field: Any = row._meta.get_field(column)
    with kept_file(field, file) as name:
        setattr(row, column, name)
        stored = store()
    if stored.replayed:
        drop_file(field.storage, name)
    return stored


def refused_because(reader: str, file: File[Any] | None, *, is_taken: bool) -> str:
    """Why `reader` cannot do with this file, or without one; "" when it can."""
    if is_taken and file is None:
        return f"The {reader} reads an uploaded file; send one."
    if file is not None and not is_taken:
        return f"The {reader} takes no uploaded file."
    return ""


def too_large_because(file: File[Any] | None, most: int) -> str:
    """Why this file is too large for `most` bytes; "" when it is not."""
    if file is None or file.size <= most:
        return ""
    return f"The file has {file.size:,} bytes; the limit is {most:,}."


def _is_certainly_unused(field: FileField, name: str) -> bool:
    """Whether no row names the file; when the line was cut at the commit, there may be one."""
    rows = field.model._base_manager.using(router.db_for_write(field.model))
    try:
        return not rows.filter(**{str(field.name): name}).exists()
    except DatabaseTrouble:
        return False


def drop_once_committed(storage: Storage, name: str, using: str) -> None:
    """`drop_file` when the transaction on the database `using` commits."""
    transaction.on_commit(lambda: drop_file(storage, name), using=using, robust=True)


def drop_file(storage: Storage, name: str) -> None:
    """Delete a stored file; when the storage fails, the file stays behind and the log says so."""
    try:
        storage.delete(name)
    except Exception:
        logger.exception("The stored file %s could not be deleted.", name)
