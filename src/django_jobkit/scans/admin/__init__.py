"""Scans and sources in Django's admin: to look into, to cancel, to run again and to delete, through the services."""

from __future__ import annotations

from django.contrib import admin

from django_jobkit.scans.admin.scan import ScanAdmin
from django_jobkit.scans.admin.source import SourceAdmin
from django_jobkit.scans.models import Scan, ScanSource

__all__ = ["ScanAdmin", "SourceAdmin"]

admin.site.register(Scan, ScanAdmin)
admin.site.register(ScanSource, SourceAdmin)
