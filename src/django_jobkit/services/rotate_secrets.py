"""Put stored secrets under the newest key, batch by batch; what is under it already stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import router, transaction
from django.db.models import Model, QuerySet, TextField
from django.db.models.functions import Cast

from django_jobkit.conf import config
from django_jobkit.core.sealed import SEALED
from django_jobkit.core.secrets import reseal
from django_jobkit.exceptions import SecretUnreadable
from django_jobkit.services.database import retry_transient
from django_jobkit.services.secret_columns import SecretColumn

#: How many times more rows than a batch may be looked at for secrets before they are read.
_WINDOW = 10


@dataclass(frozen=True, slots=True)
class Rotated:
    """What came of some rows: how many were looked at, and changed, and the keys of those that no key opens."""

    seen: int
    changed: int
    unreadable: Sequence[Any] = ()


def rotate_column(column: SecretColumn) -> Iterator[Rotated]:
    """Rotate the secrets of all rows in `column`, a bounded number in each transaction.

    It may be stopped anywhere and begun again. Raises ExtraMissing without cryptography.
    """
    alias = router.db_for_write(column.model)
    rows = column.model._default_manager.using(alias).order_by("pk")
    last = None
    while keys := list((rows if last is None else rows.filter(pk__gt=last)).values_list("pk", flat=True)[: _window()]):
        holding = _with_secrets(rows.filter(pk__gte=keys[0], pk__lte=keys[-1]), column)
        done = [retry_transient(partial(_rotate, some, column, alias)) for some in _batches(holding)]
        unreadable = [key for part in done for key in part.unreadable]
        yield Rotated(len(keys), sum(part.changed for part in done), unreadable)
        last = keys[-1]


def _window() -> int:
    return int(config.BATCH) * _WINDOW


def _batches(keys: list[Any]) -> Iterator[list[Any]]:
    size = int(config.BATCH)
    yield from (keys[start : start + size] for start in range(0, len(keys), size))


def _with_secrets(rows: QuerySet[Any], column: SecretColumn) -> list[Any]:
    text = Cast(column.field, TextField())
    return list(
        rows.annotate(jobkit_text=text).filter(jobkit_text__contains=f'"{SEALED}"').values_list("pk", flat=True)
    )


def _rotate(keys: list[Any], column: SecretColumn, alias: str) -> Rotated:
    changed, unreadable = 0, []
    with transaction.atomic(using=alias):
        # Locked, for a guest's row may be changed by its owner at this moment.
        rows: QuerySet[Model] = column.model._default_manager.using(alias).filter(pk__in=keys).order_by("pk")
        for key, stored in rows.select_for_update().values_list("pk", column.field):
            try:
                renewed = reseal(stored)
            except SecretUnreadable:
                unreadable.append(key)
                continue
            if renewed != stored:
                changed += column.model._default_manager.using(alias).filter(pk=key).update(**{column.field: renewed})
    return Rotated(len(keys), changed, unreadable)
