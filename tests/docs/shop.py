"""What the pages take for granted of the project they speak of: a shop with orders."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from types import ModuleType
from typing import ClassVar

from django.db import connection, models


class Order(models.Model):
    """An order, each with a number of its own."""

    number = models.IntegerField(unique=True)
    cents = models.IntegerField(default=0)
    placed_on = models.DateField(default=date(2026, 10, 31))

    class Meta:
        app_label = "tests_docs_shop"
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        return f"Order {self.number}"


@contextmanager
def shop() -> Iterator[None]:
    """``shop.models`` with its table, for a while."""
    package, module = ModuleType("shop"), ModuleType("shop.models")
    module.Order = Order  # type: ignore[attr-defined]
    sys.modules |= {"shop": package, "shop.models": module}
    with connection.schema_editor() as editor:
        editor.create_model(Order)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(Order)
        for name in ("shop", "shop.models"):
            sys.modules.pop(name, None)
