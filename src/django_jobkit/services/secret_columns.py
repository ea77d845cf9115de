"""Which columns hold sealed secrets: the params of jobs, and whatever guests register."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db.models import JSONField, Model

from django_jobkit.models import Job


@dataclass(frozen=True, slots=True)
class SecretColumn:
    """A JSON column in which there may be sealed secrets."""

    model: type[Model]
    field: str

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.field}"


_columns: list[SecretColumn] = [SecretColumn(Job, "params")]


def register(model: type[Model], field: str) -> None:
    """Have the JSON column `field` of `model` looked after: its secrets get new keys when those are rotated.

    Call it in the ``ready`` of your app. Raises ImproperlyConfigured when there is no such column.
    """
    column = SecretColumn(model, field)
    try:
        is_json = isinstance(model._meta.get_field(field), JSONField)
    except FieldDoesNotExist:
        is_json = False
    if not is_json:
        raise ImproperlyConfigured(f"{column} is no JSON column.")
    if column not in _columns:
        _columns.append(column)


def unregister(model: type[Model], field: str) -> None:
    """Forget the column; for tests that register columns of their own."""
    _columns.remove(SecretColumn(model, field))


def secret_columns() -> list[SecretColumn]:
    """All of them, the params of jobs first."""
    return list(_columns)
