"""The secrets that the present run has opened, so that none of them is left behind in what the run says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from traceback import format_exception
from urllib.parse import quote, quote_plus

from django_jobkit.core.redaction import MASK

_opened: ContextVar[set[str] | None] = ContextVar("django_jobkit_opened", default=None)
#: Shorter lines of a secret of several lines are no secrets by themselves.
_LEAST_LINE = 8


@contextmanager
def run_with_secrets() -> Iterator[None]:
    """Until the end of it, what is opened is masked in whatever passes `mask_opened`."""
    before = _opened.set(set())
    try:
        yield
    finally:
        _opened.reset(before)


def note_opened(secret: str) -> None:
    """Say that the present run, if there is one, holds `secret` in the open from now on."""
    opened = _opened.get()
    if opened is not None and secret:
        opened.add(secret)


def mask_opened(text: str) -> str:
    """`text` without the secrets that the present run has opened, in whatever way errors like to write them."""
    opened = _opened.get()
    if opened:
        for spelling in sorted({way for secret in opened for way in _spellings(secret)}, key=len, reverse=True):
            text = text.replace(spelling, MASK)
    return text


def _spellings(secret: str) -> set[str]:
    lines = secret.splitlines()
    parts = {secret, *(line for line in lines if len(line) >= _LEAST_LINE)} if len(lines) > 1 else {secret}
    escaped = {way for part in parts for way in (repr(part)[1:-1], json.dumps(part)[1:-1])}
    # A lone surrogate has no place in a URL.
    in_urls = {way(part, errors="replace") for part in parts for way in (quote, quote_plus)}
    in_urls |= {quote(part, safe="", errors="replace") for part in parts}
    return parts | escaped | in_urls


def masked_trace(error: BaseException) -> str | None:
    """The traceback of `error` without opened secrets; None when it has none of them to begin with."""
    if not _opened.get():
        return None
    try:
        trace = "".join(format_exception(error))
    except Exception:  # noqa: BLE001 - the text of a foreign error may be an error
        return None
    masked = mask_opened(trace)
    return None if masked == trace else masked
