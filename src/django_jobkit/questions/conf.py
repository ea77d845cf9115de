"""The settings of questions, ``JOBKIT["QUESTIONS"]``."""

from __future__ import annotations

from django_jobkit.conf import Section


class QuestionSettings(Section, key="QUESTIONS"):
    """Every setting with its default."""

    least = {
        **dict.fromkeys(("STATISTICS_DAYS", "STATISTICS_TAGS", "STATISTICS_WEAKEST", "STATISTICS_LEAST_ATTEMPTS"), 1),
        **dict.fromkeys(("MAX_CONTENT", "ARRAY_ROWS", "MAX_PAGE_SIZE", "MAX_TAGS"), 1),
        **dict.fromkeys(("IMPORT_BATCH", "IMPORT_BATCH_CHARACTERS", "IMPORT_MAX_ATTEMPTS", "MAX_IMPORT_ROWS"), 1),
        **dict.fromkeys(("MAX_ROW_ATTEMPTS", "OWNER_ACTIVE_IMPORTS", "PREVIEW_ROWS", "PREVIEW_SECONDS"), 1),
        **dict.fromkeys(("MAX_RAW_BYTES", "MAX_UPLOAD_BYTES"), 1024),
        "IMPORT_MAX_WAITS": 0,
        **dict.fromkeys(("IMPORT_MAX_COLUMNS", "IMPORT_MAX_UNPACKED", "PLATFORM_MAX_PAGES"), 1),
        "PLATFORM_PATIENCE": 0,
        **dict.fromkeys(("LEECH_LAPSES", "MAX_REPLAYED", "INTERVIEW_DAYS"), 1),
    }

    #: Characters that the content of a question, or the notes of an attempt, may have.
    MAX_CONTENT: int = 100_000
    #: Tags that one question may have.
    MAX_TAGS: int = 50
    #: Rows of a plain array that are held in memory; a longer one is sent piece by piece.
    ARRAY_ROWS: int = 1000
    #: Rows on a page at most, for those who ask for one.
    MAX_PAGE_SIZE: int = 1000

    #: Times that a question must be forgotten to be a leech, for users who have no number of their own.
    LEECH_LAPSES: int = 8
    #: Attempts at one question that its schedule is made of, the latest.
    MAX_REPLAYED: int = 10_000
    #: Days before an interview over which the load is spread, at most.
    INTERVIEW_DAYS: int = 60

    #: Days that statistics look at, at most.
    STATISTICS_DAYS: int = 731
    #: Tags that statistics tell of; those with the most attempts.
    STATISTICS_TAGS: int = 500
    #: Tags that are among the weakest.
    STATISTICS_WEAKEST: int = 10
    #: Attempts with an outcome that a tag must have to be among the weakest.
    STATISTICS_LEAST_ATTEMPTS: int = 3

    #: Rows of an import that are stored in one commit.
    IMPORT_BATCH: int = 500
    #: Characters of the texts of these rows; with more a commit has fewer rows.
    IMPORT_BATCH_CHARACTERS: int = 4_000_000
    #: Attempts that the job of an import gets; each goes on where the last one stopped.
    IMPORT_MAX_ATTEMPTS: int = 5
    #: How often in a row, without getting any further, a platform may ask us to come back later.
    IMPORT_MAX_WAITS: int = 20
    #: Rows that one import may have.
    MAX_IMPORT_ROWS: int = 1_000_000
    #: Attempts at its question that one row may have.
    MAX_ROW_ATTEMPTS: int = 1000
    #: Bytes of JSON that are kept of a row that failed; the longest of its cells are cut.
    MAX_RAW_BYTES: int = 65_536
    #: Imports that one owner may have PENDING or RUNNING; more is a 429. None: no limit.
    OWNER_ACTIVE_IMPORTS: int | None = 5
    #: Rows that a preview shows.
    PREVIEW_ROWS: int = 20
    #: Seconds after which a preview ends with what it has, for somebody waits for its answer.
    PREVIEW_SECONDS: float = 10.0
    #: Alias in ``STORAGES`` of where uploaded files are kept.
    IMPORT_STORAGE: str = "default"
    #: Largest uploaded file in bytes; a larger one is a 413.
    MAX_UPLOAD_BYTES: int = 256 * 1024 * 1024

    #: Columns that an imported file may have.
    IMPORT_MAX_COLUMNS: int = 500
    #: Bytes that an imported archive may unpack to.
    IMPORT_MAX_UNPACKED: int = 1024 * 1024 * 1024

    #: Where the platform ``codewars`` asks.
    CODEWARS_URL: str = "https://www.codewars.com/api/v1"
    #: Where the platform ``leetcode`` asks.
    LEETCODE_URL: str = "https://leetcode.com"
    #: Seconds that a platform may ask us to wait; one that asks for more ends the import as ``rate_limited``.
    PLATFORM_PATIENCE: float = 3600.0
    #: Pages that are asked for in one import; a platform that has more is not believed.
    PLATFORM_MAX_PAGES: int = 1000


questions_config = QuestionSettings()
