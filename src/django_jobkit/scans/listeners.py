"""What happens to scans when others act: jobs are deleted, secrets get new keys."""

from __future__ import annotations

from django.db.models.signals import post_delete

from django_jobkit.scans.models import Scan, ScanSource
from django_jobkit.scans.services.cleanup import drop_upload_of
from django_jobkit.services import secret_columns

post_delete.connect(drop_upload_of, sender=Scan, dispatch_uid="django_jobkit.scans.upload")
for _model in (Scan, ScanSource):
    secret_columns.register(_model, "options")
