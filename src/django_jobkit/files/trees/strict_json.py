"""JSON as every reader understands it, which is less than Python's takes."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn


def strict_json(text: str | bytes) -> Any:
    """The value of `text`; raises ValueError, also for numbers that are none or are too large, and RecursionError."""
    return json.loads(text, parse_constant=_refuse, parse_float=_finite)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON value; write null")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"the number {digits[:40]} is too large")
    return number
