"""Settings of the processes that these tests start, with the database backend of django-tasks-db."""

from __future__ import annotations

import os
from importlib import import_module

_base = import_module(os.environ["JOBKIT_TEST_SETTINGS"])
globals().update({name: getattr(_base, name) for name in dir(_base) if name.isupper()})

INSTALLED_APPS = [*_base.INSTALLED_APPS, "django_tasks_db", "tests.django_tasks"]
TASKS = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []},
    "ours": {"BACKEND": "django_jobkit.task_backend.JobkitBackend", "QUEUES": []},
}
JOBKIT = {
    "EXECUTOR": "django_tasks",
    "POLL_INTERVAL": 0.1,
    "WATCH_INTERVAL": 0.1,
    "HEARTBEAT_INTERVAL": 0.4,
    "LEASE": 2.0,
    "MAINTENANCE_INTERVAL": 0.3,
    "REDELIVERY_AFTER": 1.0,
    "SHUTDOWN_GRACE": 1.0,
}
