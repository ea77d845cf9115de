"""Records out of files: CSV, TSV, JSON, NDJSON, XLSX and XML, also packed, read in bounded memory and taken up again.

It knows nothing of jobs, scans or rows; whoever reads a file says how much of it to take.
"""

from __future__ import annotations
