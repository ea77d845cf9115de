#!/usr/bin/env python
"""Runs the example project's management commands."""

from __future__ import annotations

import os
import sys

from environs.exceptions import EnvError


def main() -> None:
    """Run one command; a mistake in the environment is told in words, without a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        settings.INSTALLED_APPS  # noqa: B018 - reads the settings, and with them the environment
    except (ImproperlyConfigured, EnvError) as error:
        sys.exit(str(error))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
