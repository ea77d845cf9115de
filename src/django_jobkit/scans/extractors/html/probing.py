"""Whether a page can be parsed at a bearable cost: some are written so that it takes minutes, or all memory.

What is nested deeply costs the square of its depth, and what is never closed is made up again in every paragraph. Most
pages have too few elements for either. The rest are parsed in a process of their own first, which can be stopped.
"""

from __future__ import annotations

import re
import subprocess
import sys

#: Elements that could all be nested, and still cost no more than a second or two.
_MOST_NESTED = 20_000
#: Elements that a parser could have to make up.
_MOST_MADE_UP = 2_000_000
_SECONDS = 3
_WALL_SECONDS = 15
_BYTES = 2 * 1024**3
_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9]{0,10})")
#: Elements without content, and those that the next one closes.
_FLAT = frozenset(
    [
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track"),
        *("wbr", "p", "li", "option"),
    ]
)
#: Those that a parser opens again until they are closed.
_REOPENED = frozenset(["b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"])
_PROGRAM = f"""
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_CPU, ({_SECONDS}, {_SECONDS}))
    resource.setrlimit(resource.RLIMIT_AS, ({_BYTES}, {_BYTES}))
except (ImportError, ValueError, OSError):
    pass
from selectolax.lexbor import LexborHTMLParser
LexborHTMLParser(sys.stdin.buffer.read().decode("utf-8", "replace"))
"""


def is_bearable(text: str) -> bool:
    """Whether parsing `text` takes seconds at most."""
    return not _is_suspicious(text) or _parses_elsewhere(text)


def _is_suspicious(text: str) -> bool:
    nested = reopened = elements = 0
    for found in _TAG.finditer(text):
        name = found[1].lower()
        elements += 1
        nested += name not in _FLAT
        reopened += name in _REOPENED
    return nested > _MOST_NESTED or reopened * elements > _MOST_MADE_UP


def _parses_elsewhere(text: str) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 - our own program, with the page as its input
            [sys.executable, "-c", _PROGRAM],
            input=text.encode("utf-8", "replace"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_WALL_SECONDS,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError):
        return False
    return done.returncode == 0
