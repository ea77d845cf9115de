"""The Celery application of the processes under test: ``celery --app tests.celery.app worker``."""

from __future__ import annotations

from celery import Celery

app = Celery("jobkit-tests")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
