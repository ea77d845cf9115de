"""What can go wrong with a scan, in codes that its user can act on."""

from __future__ import annotations

from django_jobkit.exceptions import Conflict, InvalidRequest, SubmissionRefused
from django_jobkit.readers.errors import ReadingFailed


class ExtractionError(ReadingFailed):
    """The source cannot be read.

    Raise it in an extractor: `code` becomes the ``error.code`` of the job, and with `retry` the job is tried again.
    """

    code = "extraction_failed"


class UnknownExtractor(InvalidRequest):
    """No extractor is registered under this name."""

    code = "unknown_extractor"


class InvalidOptions(InvalidRequest):
    """The options do not fit the extractor."""

    code = "invalid_options"


class UploadTooLarge(InvalidRequest):
    """The uploaded file is larger than a file may be."""

    code = "upload_too_large"


class SourceNameTaken(InvalidRequest):
    """A source of this name exists; choose another name."""

    code = "source_name_taken"


class ScanLimitReached(SubmissionRefused):
    """You have as many scans, or as much of their results, as you may have; remove some, or wait for some to end."""

    code = "scan_limit_reached"


class ScanHasNoResult(Conflict):
    """Job not completed"""

    code = "job_not_completed"


class DiffTooLarge(Conflict):
    """These scans are too large to be compared while you wait; start a scan with the extractor ``diff`` instead."""

    code = "diff_too_large"


class RecordsGone(Conflict):
    """The records were removed, or the scan was begun anew, while they were read; ask again."""

    code = "records_gone"


class KeyMissing(InvalidRequest):
    """None of the records has a value in every column of the key; name columns that tell the records apart."""

    code = "key_missing"


class TooManyRowsForXlsx(InvalidRequest):
    """These are more records than a sheet may have here; download them as CSV, NDJSON or Parquet, or filter them."""

    code = "too_many_rows_for_xlsx"


class TooManyColumnsForXlsx(InvalidRequest):
    """These are more columns than a sheet can have; choose some with fields=, or download them as CSV or NDJSON."""

    code = "too_many_columns_for_xlsx"


class TooLargeForXlsx(InvalidRequest):
    """The sheet would be larger than a spreadsheet can open; download it as CSV, NDJSON or Parquet, or filter it."""

    code = "too_large_for_xlsx"


class ScanGrewMeanwhile(Conflict):
    """The running scan found values of another type while they were written; try again, or wait for its end."""

    code = "scan_grew_meanwhile"
