"""Every scenario; each module registers its own when it is imported."""

from __future__ import annotations

import importlib
import pkgutil


def load() -> None:
    """Import all modules of this package."""
    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        importlib.import_module(module.name)
