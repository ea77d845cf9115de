"""Make foreign values fit for people to read: secrets masked, text tamed; what is stored stays as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django_jobkit.conf import config

MASK = "***"
#: Stands for whatever lies deeper than anything that may be stored.
TOO_DEEP = "…"
# Whatever could start a new line, or speak to a terminal: C0, C1, and Unicode's own separators.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NOISE = re.compile(r"[^a-z0-9]")
_IN_URL = re.compile(r"(?<=://)[^\s/:@]{1,200}:[^\s/@]{1,200}(?=@)")


def redact(value: Any) -> Any:
    """A copy of the JSON `value` in which everything under a key that names a secret is masked."""
    return _redact(value, _needles(tuple(config.REDACT)), config.MAX_JSON_DEPTH + 1)


def redact_text(text: str) -> str:
    """`text` with passwords in URLs masked, and what follows the name of a secret and ``=`` or ``:``."""
    return _in_text(tuple(config.REDACT)).sub(rf"\g<name>{MASK}", _IN_URL.sub(MASK, text))


def one_line(text: str) -> str:
    """`text` without anything that could forge a second line or give orders to a terminal."""
    return _CONTROL.sub(" ", text)


def _redact(value: Any, needles: frozenset[str], depth: int) -> Any:
    if depth < 0:
        return TOO_DEEP
    if isinstance(value, Mapping):
        return {
            key: MASK if _names_secret(str(key), needles) else _redact(item, needles, depth - 1)
            for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_redact(item, needles, depth - 1) for item in value]
    return redact_text(value) if isinstance(value, str) else value


def _names_secret(key: str, needles: frozenset[str]) -> bool:
    # Case and punctuation do not count: X-Api-Key is an api_key.
    plain = _NOISE.sub("", key.lower())
    return any(needle in plain for needle in needles)


@lru_cache(maxsize=8)
def _needles(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_NOISE.sub("", name.lower()) for name in names) - {""}


@lru_cache(maxsize=8)
def _in_text(names: tuple[str, ...]) -> re.Pattern[str]:
    # `api_key` is also written api-key and apikey. Every repetition is bounded, so that no text takes long.
    words = "|".join(_NOISE.sub("[ _-]?", name.lower()) for name in names if _NOISE.sub("", name.lower()))
    return re.compile(
        rf"(?P<name>(?:{words or '(?!)'})[\w-]{{0,40}}[\"']?\s{{0,3}}[:=]\s{{0,3}})"
        r"(?:\"[^\"]{0,2000}\"|'[^']{0,2000}'|[\"']?(?:(?:Bearer|Basic|Token)\s)?[^\s\"',;&}]{1,2000})",
        re.IGNORECASE,
    )
