"""A host project with one library for jobs in it: BENCH_LIBRARY says which, so that none pays for another."""

from __future__ import annotations

import os

from benchmarks import settings as _ours

DATABASES = _ours.DATABASES
REST_FRAMEWORK = _ours.REST_FRAMEWORK
SECRET_KEY = "benchmarks"
USE_TZ = True
DEBUG = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_LIBRARY = os.environ["BENCH_LIBRARY"]
_BROKER_URL = os.environ.get("BENCH_BROKER_URL", "")
_MARK = os.environ["BENCH_MARK"]
_CONCURRENCY = int(os.environ["BENCH_CONCURRENCY"])

_APPS = {
    "jobkit": ["rest_framework", "django_filters", "django_jobkit", "benchmarks"],
    "celery": ["django_celery_results"],
    "procrastinate": ["procrastinate.contrib.django"],
    "django-q2": ["django_q"],
    "django-tasks-db": ["django_tasks", "django_tasks_db"],
}
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", *_APPS[_LIBRARY]]

# Ours with what it comes with, apart from the executor. BENCH_LEASE shortens the wait in a quick run.
JOBKIT = {**_ours.JOBKIT, "CONCURRENCY": _CONCURRENCY}
if "BENCH_LEASE" in os.environ:
    _LEASE = float(os.environ["BENCH_LEASE"])
    JOBKIT |= {"LEASE": _LEASE, "HEARTBEAT_INTERVAL": _LEASE / 6, "MAINTENANCE_INTERVAL": _LEASE / 6}

# For Celery with our executor and for bare Celery alike. Names of this run, for the servers are shared.
CELERY_BROKER_URL = _BROKER_URL
CELERY_TASK_DEFAULT_QUEUE = _MARK
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {}
if _BROKER_URL.startswith("redis"):
    CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = f"{_MARK}:"
if os.environ.get("BENCH_CONFIRMED"):
    CELERY_BROKER_TRANSPORT_OPTIONS["confirm_publish"] = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A worker that waits for its turn is stopped by a signal, and must not be hung up on.
CELERY_BROKER_HEARTBEAT = 0
if _LIBRARY == "celery":
    CELERY_IMPORTS = ["benchmarks.peers.with_celery"]
    CELERY_RESULT_BACKEND = "django-db"
    CELERY_TASK_TRACK_STARTED = True

PROCRASTINATE_IMPORT_PATHS = ["benchmarks.peers.with_procrastinate"]

Q_CLUSTER = {
    "name": _MARK,
    "workers": _CONCURRENCY,
    "redis": _BROKER_URL,
    # By default it keeps the last 250 results only, and nobody could count.
    "save_limit": 0,
    "log_level": "ERROR",
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
