"""The settings of scans, ``JOBKIT["SCANS"]``."""

from __future__ import annotations

from django_jobkit.conf import Section


class ScanSettings(Section, key="SCANS"):
    """Every setting with its default."""

    least = {
        **dict.fromkeys(("CHUNK_RECORDS", "MAX_RECORDS", "MAX_COLUMNS", "PREVIEW_ROWS", "MAX_ATTEMPTS"), 1),
        "COMMIT_CHUNKS": 1,
        "MAX_WAITS": 0,
        **dict.fromkeys(("CHUNK_BYTES", "MAX_RECORD_BYTES", "MAX_UPLOAD_BYTES", "MAX_CELL_BYTES"), 1024),
        **dict.fromkeys(("MAX_LINE_BYTES", "MAX_UNPACKED_BYTES", "MAX_HTML_BYTES"), 1024),
        "MAX_DEPTH": 1,
        **dict.fromkeys(("CHUNK_SECONDS", "MAX_PROBLEMS", "COMPRESSION", "OWNER_RECORDS", "OWNER_BYTES"), 0),
        **dict.fromkeys(("OWNER_ACTIVE", "MAX_RATIO", "MAX_MEMBERS", "MAX_PAGES", "FILTER_CHUNKS", "DIFF_LIMIT"), 1),
        **dict.fromkeys(("MAX_XLSX_RECORDS", "MAX_SHARED_STRINGS", "PREVIEW_SECONDS"), 1),
    }

    #: Records in one stored chunk at most.
    CHUNK_RECORDS: int = 1000
    #: Bytes of JSON in one stored chunk at most, before compression.
    CHUNK_BYTES: int = 4 * 1024 * 1024
    #: Full chunks that are stored in one commit, unless CHUNK_SECONDS are over before.
    COMMIT_CHUNKS: int = 4
    #: Seconds after which what was read is stored, so that it can be seen, though the chunk is not full.
    CHUNK_SECONDS: float = 2.0
    #: Level of zlib for stored chunks, 0 to 9.
    COMPRESSION: int = 3
    #: Attempts that a scan gets; each goes on where the last one stopped.
    MAX_ATTEMPTS: int = 5
    #: How often in a row, without getting any further, a source may ask us to come back later.
    MAX_WAITS: int = 20

    #: Records that one scan may keep.
    MAX_RECORDS: int = 10_000_000
    #: Bytes of JSON that one record may have; a larger one becomes a problem.
    MAX_RECORD_BYTES: int = 1024 * 1024
    #: Different columns that one scan may have.
    MAX_COLUMNS: int = 2000
    #: Problems that are kept of one scan; more are only counted.
    MAX_PROBLEMS: int = 1000

    #: Scans that one owner may have PENDING or RUNNING; more is a 429. None: no limit.
    OWNER_ACTIVE: int | None = 20
    #: Records that all scans of one owner may keep together. None: no limit.
    OWNER_RECORDS: int | None = None
    #: Compressed bytes that all scans of one owner may keep together. None: no limit.
    OWNER_BYTES: int | None = None

    #: Alias in ``STORAGES`` of where uploaded files are kept.
    STORAGE: str = "default"
    #: Largest uploaded file in bytes; a larger one is a 413.
    MAX_UPLOAD_BYTES: int = 1024 * 1024 * 1024
    #: Largest cell, line or text in an uploaded file in bytes.
    MAX_CELL_BYTES: int = 1024 * 1024
    #: Largest row of an uploaded file in bytes, over all the lines it has.
    MAX_LINE_BYTES: int = 4 * 1024 * 1024
    #: Deepest nesting of JSON and XML in an uploaded file.
    MAX_DEPTH: int = 64
    #: How many times larger than its archive a packed file may be.
    MAX_RATIO: int = 200
    #: Bytes that are unpacked from one archive at most.
    MAX_UNPACKED_BYTES: int = 10 * 1024 * 1024 * 1024
    #: Files in one archive at most.
    MAX_MEMBERS: int = 100
    #: Different texts that the cells of one workbook may share; all of them are read before the first row is.
    MAX_SHARED_STRINGS: int = 2_000_000
    #: Rows that a preview shows.
    PREVIEW_ROWS: int = 20
    #: Seconds after which a preview ends with what it has, for somebody waits for its answer.
    PREVIEW_SECONDS: float = 10.0

    #: Pages that one scan may fetch from the network.
    MAX_PAGES: int = 10_000
    #: Bytes of one web page that are parsed; a larger one becomes a problem.
    MAX_HTML_BYTES: int = 10 * 1024 * 1024
    #: Whether web pages that robots.txt keeps from us are left alone.
    ROBOTS: bool = True

    #: Chunks that one request with a filter looks through before it answers with what it has and a cursor.
    FILTER_CHUNKS: int = 200
    #: Records that a download as XLSX may have; more is a 400. A sheet holds no more than the default.
    MAX_XLSX_RECORDS: int = 1_048_575
    #: Records on either side that a request compares; for more there is the extractor ``diff``.
    DIFF_LIMIT: int = 50_000


scans_config = ScanSettings()
