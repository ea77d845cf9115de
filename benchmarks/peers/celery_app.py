"""The Celery app of the benchmarks: one for our executor, and one for bare Celery, by the environment."""

from __future__ import annotations

from celery import Celery

app = Celery("benchmarks")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Celery opens a connection to the database for every task unless it is told not to. Ours does not need to be told.
app.conf["CELERY_DB_REUSE_MAX"] = 1_000_000
app.autodiscover_tasks()
