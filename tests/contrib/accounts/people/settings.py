"""A project whose user model is its own from the first migration on."""

from __future__ import annotations

from tests.settings.base import *  # noqa: F403 - settings modules build on one another

AUTH_USER_MODEL = "people.Member"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
# Its pages are those of Django's own users.
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "django_jobkit",
    "django_jobkit.contrib.accounts",
    "tests.contrib.accounts.people",
    "tests.tasks",
]
