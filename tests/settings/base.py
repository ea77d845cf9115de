"""What every test run shares, whatever its database."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

SECRET_KEY = "tests"
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = "UTC"
ROOT_URLCONF = "tests.urls"
STATIC_URL = "static/"
# One folder for the test run and for the processes that it starts.
MEDIA_ROOT = Path(tempfile.gettempdir()) / "jobkit-tests"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "django_jobkit",
    "django_jobkit.contrib.accounts",
    "django_jobkit.questions",
    "django_jobkit.scans",
    "tests.contrib.accounts.people",
    "tests.guests",
    "tests.tasks",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

REST_FRAMEWORK = {"DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"}
SPECTACULAR_SETTINGS = {"TITLE": "A host project", "VERSION": "1"}

JOBKIT = {"EXECUTOR": "immediate"}


def database_names() -> dict[str, Any]:
    """Name the databases of this run; processes that tests start find theirs in JOBKIT_TEST_DATABASE."""
    given = os.environ.get("JOBKIT_TEST_DATABASE")
    if given:
        return {"NAME": given, "TEST": {"NAME": given}}
    # The process id keeps two runs on one server apart.
    return {"NAME": "jobkit", "TEST": {"NAME": f"test_jobkit_{os.getpid()}"}}
