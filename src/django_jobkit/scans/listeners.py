"""What happens to scans when others act: jobs are deleted, secrets get new keys."""

from __future__ import annotations

from django_jobkit.scans.models import Scan, ScanSource
from django_jobkit.services import secret_columns, stored_files

stored_files.register(Scan, "upload")
for _model in (Scan, ScanSource):
    secret_columns.register(_model, "options")
