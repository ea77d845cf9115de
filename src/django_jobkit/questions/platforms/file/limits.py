"""How much of an uploaded file an import takes."""

from __future__ import annotations

from django_jobkit.files.limits import Limits
from django_jobkit.questions.conf import questions_config

#: Rows between cursors; what is read twice after a crash is never more.
_BATCH = 500


def limits_of_imports() -> Limits:
    """The limits as they are set in ``JOBKIT["QUESTIONS"]``."""
    return Limits(
        columns=questions_config.IMPORT_MAX_COLUMNS,
        unpacked_bytes=questions_config.IMPORT_MAX_UNPACKED,
        batch_records=_BATCH,
    )
