"""``manage.py`` of a project that has a Celery app."""

from __future__ import annotations

import sys

from django.core.management import execute_from_command_line

import tests.celery.app  # noqa: F401 - as the project's __init__.py would

execute_from_command_line(sys.argv)
