"""Outcomes that are hard to store; by name, for they have to travel as params."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NoReturn


class Unspeakable(Exception):
    """An error that cannot even be described."""

    def __str__(self) -> str:
        raise RuntimeError("no words")


def _raise(error: BaseException) -> Callable[[], NoReturn]:
    def act() -> NoReturn:
        raise error

    return act


def _deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


OUTCOMES: dict[str, Callable[[], Any]] = {
    "nan": lambda: math.nan,
    "infinity": lambda: {"x": math.inf},
    "nul": lambda: "a\x00b",
    "surrogate": lambda: "a\ud800b",
    "set": lambda: {1, 2},
    "bytes": lambda: b"abc",
    "decimal": lambda: Decimal("1.10"),
    "moment": lambda: datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    "deep": lambda: _deep(5000),
    "huge": lambda: "x" * 3_000_000,
    "number keys": lambda: {1: "a", "1": "b"},
    "error with nul": _raise(ValueError("a\x00b")),
    "error with surrogate": _raise(ValueError("a\ud800b")),
    "unspeakable error": _raise(Unspeakable()),
    "long error": _raise(ValueError("x" * 1_000_000)),
    "exit": _raise(SystemExit(3)),
    "interrupt": _raise(KeyboardInterrupt()),
    "generator exit": _raise(GeneratorExit()),
    "group": _raise(BaseExceptionGroup("several", [ValueError("one"), KeyboardInterrupt()])),
}
