"""The Celery application: ``celery --app config worker``."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured

from config.environment import env

try:
    from celery import Celery
except ImportError as error:
    raise ImproperlyConfigured(
        "JOBKIT_EXECUTOR is celery, and Celery is not installed. "
        "Run pip install 'django-jobkit[celery]', or choose the executor thread, which needs nothing."
    ) from error

from config.liveness import watch_liveness

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("config")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

if alive_file := env.path("WORKER_ALIVE_FILE", None):
    watch_liveness(app, alive_file)
