"""The jobs in Django's admin: to read, to cancel, to run again and to delete, through the services alone."""

from __future__ import annotations

from django.contrib import admin

from django_jobkit.admin.job import JobAdmin
from django_jobkit.models import Job

__all__ = ["JobAdmin"]

admin.site.register(Job, JobAdmin)
