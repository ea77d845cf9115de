"""``python -m docs.generators`` brings every generated part up to date and names those it changed."""

from __future__ import annotations

import os
import sys

import django


def main() -> None:
    """Write what is not current."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings.sqlite")
    django.setup()
    from docs.generators.parts import PARTS

    for part in PARTS:
        if not part.is_current():
            part.write()
            sys.stdout.write(f"docs/{part.path} {part.name}\n")


if __name__ == "__main__":
    main()
