"""The environment, and the ``.env`` file where there is one: all that settings are read from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
# The nearer file wins, and the environment wins over both.
for folder in (BASE_DIR, BASE_DIR.parent):
    env.read_env(folder / ".env", recurse=False)


def require(names: Mapping[str, str]) -> None:
    """Raise ImproperlyConfigured that tells of every variable in `names` that is not set, with its advice."""
    missing = {name: advice for name, advice in names.items() if not env.str(name, "").strip()}
    if missing:
        lines = [f"  {name} is not set. {advice}" for name, advice in missing.items()]
        raise ImproperlyConfigured(
            "\n".join(
                [
                    "DEBUG=0 selects the production settings, which need more of the environment:",
                    *lines,
                    "Set them in the environment or in a .env file; .env.example shows them all.",
                ]
            )
        )
