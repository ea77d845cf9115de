"""Delete stored files that no row names: a process died, or a transaction was rolled back, before there was one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from django.core.files.storage import Storage
from django.db import router
from django.utils import timezone

from django_jobkit.conf import config
from django_jobkit.services.stored_files import FileColumn, drop_file, file_columns

#: How long a file may wait for the commit of its row.
PATIENCE = timedelta(days=1)
# Names that we gave; whatever else somebody put into the folder stays.
_OURS = re.compile(r"[0-9a-f]{32}[\w.]*")
# A year and a month.
_DEPTH = 2


def all_orphans() -> Iterator[tuple[Storage, str]]:
    """The storage and name of each file that had no row for a day, in bounded memory but for the names in one folder.

    Storages that cannot list their folders are passed over.
    """
    for column in file_columns():
        names = _names(column.field.storage, column.folder.rstrip("/"), _DEPTH)
        while batch := list(islice(names, config.BATCH)):
            yield from ((column.field.storage, name) for name in _orphans(column, batch))


def sweep_files() -> int:
    """Delete them; answers how many there were."""
    swept = 0
    for storage, name in all_orphans():
        drop_file(storage, name)
        swept += 1
    return swept


def _names(storage: Storage, folder: str, depth: int) -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except (FileNotFoundError, NotImplementedError):
        return
    yield from (f"{folder}/{name}" for name in files if _OURS.fullmatch(name))
    if depth:
        for inner in folders:
            yield from _names(storage, f"{folder}/{inner}", depth - 1)


def _orphans(column: FileColumn, names: list[str]) -> list[str]:
    old = [name for name in names if _is_old(column.field.storage, name)]
    rows = column.model._base_manager.using(router.db_for_write(column.model))
    field = str(column.field.name)
    named = set(rows.filter(**{f"{field}__in": old}).values_list(field, flat=True))
    return [name for name in old if name not in named]


def _is_old(storage: Storage, name: str) -> bool:
    try:
        modified = storage.get_modified_time(name)
    except (FileNotFoundError, NotImplementedError):
        return False
    return timezone.now() - modified > PATIENCE
