"""Take everything out of the store of one scan."""

from __future__ import annotations

from uuid import UUID

from django_jobkit.scans.models import Scan, ScanChunk, ScanProblem, ScanProfile
from django_jobkit.services.database import jobs_alias

#: What is counted of a scan, and that it was read from the beginning.
NOTHING = {"records": 0, "pages": 0, "bytes": 0, "problems": 0, "stored_bytes": 0, "columns": [], "began_with": 0}


def empty(scan_id: UUID) -> None:
    """Delete all records and problems of a scan; call it in a transaction."""
    alias = jobs_alias()
    for model in (ScanChunk, ScanProblem, ScanProfile):
        model._base_manager.using(alias).filter(scan_id=scan_id).delete()
    Scan.objects.using(alias).filter(pk=scan_id).update(**NOTHING)
