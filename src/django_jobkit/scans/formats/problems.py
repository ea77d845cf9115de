"""What cannot be written in the format that was asked for."""

from __future__ import annotations

from django_jobkit.exceptions import Conflict, InvalidRequest


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
