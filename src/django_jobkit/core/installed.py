"""Whether a library that only an extra brings is here."""

from __future__ import annotations

from importlib.util import find_spec


def is_installed(module: str) -> bool:
    """Whether `module` could be imported, without importing it."""
    try:
        return find_spec(module) is not None
    except ImportError:
        return False
