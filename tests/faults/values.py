"""Values that a handler may return, drawn at random, among them what no database stores."""

from __future__ import annotations

import datetime
import math
import random
from decimal import Decimal
from typing import Any

_DEEPEST = 5
_TEXTS = ("", "word", "ünïcödé", "line\nbreak", "\U0001f40d", 'quote"back\\slash', "\u2028", "0", "null")
_BAD_TEXTS = ("a\x00b", "\ud800", "\udfff\x00")
_BAD_LEAVES = (math.nan, math.inf, -math.inf, b"bytes", {1, 2}, Decimal("0.1"), datetime.date(2026, 1, 1), object, 1j)


def value_of(seed: int) -> Any:
    """The value with this number; half of them are plain JSON."""
    dice = random.Random(seed)
    return _value(dice, 0, bad=0.0 if seed % 2 else 0.1)


def is_plain(value: Any) -> bool:
    """Whether every database stores `value` as it is."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and is_plain(key) and is_plain(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(is_plain, value))
    if isinstance(value, str):
        return not any(char == "\x00" or "\ud800" <= char <= "\udfff" for char in value)
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or isinstance(value, bool | int)


def _value(dice: random.Random, depth: int, bad: float) -> Any:
    if dice.random() < bad:
        return dice.choice((*_BAD_LEAVES, *_BAD_TEXTS))
    kind = dice.randrange(8 if depth < _DEEPEST else 5)
    if kind >= 6:
        return {_key(dice, bad): _value(dice, depth + 1, bad) for _ in range(dice.randrange(4))}
    if kind == 5:
        return [_value(dice, depth + 1, bad) for _ in range(dice.randrange(4))]
    leaves = (dice.choice(_TEXTS), dice.randrange(-(2**53), 2**53), dice.uniform(-1e6, 1e6), dice.random() < 0.5, None)
    return leaves[kind]


def _key(dice: random.Random, bad: float) -> Any:
    return dice.choice(_BAD_TEXTS) if dice.random() < bad else dice.choice(_TEXTS)
