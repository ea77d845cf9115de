"""A backend for Django's tasks framework that keeps every task as a job: durable, watched, retried, cancelled."""

from __future__ import annotations

from django_jobkit.task_backend.backend import JobkitBackend
from django_jobkit.task_backend.options import job_options

__all__ = ["JobkitBackend", "job_options"]
