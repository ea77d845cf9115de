"""A host project with nothing but jobs, scans and questions in it, on PostgreSQL."""

from __future__ import annotations

import os

SECRET_KEY = "benchmarks"
ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
USE_TZ = True
DEBUG = False
ROOT_URLCONF = "benchmarks.urls"
WSGI_APPLICATION = "benchmarks.wsgi.application"
LOGGING_CONFIG = None

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "rest_framework",
    "django_filters",
    "django_jobkit",
    "django_jobkit.scans",
    "django_jobkit.questions",
    "benchmarks",
]

# What docs/how-to/postgresql.md recommends. BENCH_DEFAULT_DRIVER=1 shows what Django's defaults give.
_FAST_DRIVER = {"server_side_binding": True, "prepare_threshold": 5}

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ.get("PGHOST", "127.0.0.1"),
        "PORT": os.environ.get("PGPORT", "5432"),
        "USER": os.environ.get("PGUSER", "postgres"),
        "NAME": os.environ.get("BENCH_DATABASE", "jobkit_bench"),
        "CONN_MAX_AGE": None,
        "OPTIONS": {} if os.environ.get("BENCH_DEFAULT_DRIVER") else _FAST_DRIVER,
    },
}

# Where guests are measured on SQLite: the file, set up as docs/how-to/sqlite.md recommends.
if sqlite := os.environ.get("BENCH_SQLITE"):
    DATABASES["default"] = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": sqlite,
        "OPTIONS": {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
    }

MEDIA_ROOT = os.environ.get("BENCH_MEDIA", "")
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": []}

JOBKIT = {
    "EXECUTOR": os.environ.get("BENCH_EXECUTOR", "thread"),
    "AUTOSTART": False,
    "CONCURRENCY": int(os.environ.get("BENCH_CONCURRENCY", "16")),
    "PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "QUOTA": None,
}
