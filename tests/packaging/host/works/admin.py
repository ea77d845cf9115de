"""The host's own page for its own jobs."""

from __future__ import annotations

from django.contrib import admin
from works.models import Job

admin.site.register(Job)
