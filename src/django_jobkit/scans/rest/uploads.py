"""How large a file may be that is uploaded for a scan."""

from __future__ import annotations

from django_jobkit.rest.uploads import UploadParser
from django_jobkit.scans.conf import scans_config


class ScanUploadParser(UploadParser):
    """A form with a file of at most ``JOBKIT["SCANS"]["MAX_UPLOAD_BYTES"]``."""

    @property
    def max_file_bytes(self) -> int:
        """As the settings say now."""
        return scans_config.MAX_UPLOAD_BYTES
