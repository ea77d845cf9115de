"""The Celery app of the system under test."""

from __future__ import annotations

from celery import Celery

app = Celery("faults")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
