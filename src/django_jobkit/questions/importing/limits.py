"""How many imports one owner may have at the same time."""

from __future__ import annotations

from typing import Any

from django_jobkit.conf import config
from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.models import QuestionImport
from django_jobkit.questions.problems import ImportLimitReached
from django_jobkit.services.database import jobs_alias

#: The tasks of imports.
IMPORT_TASK = "questions.import"
UNDO_TASK = "questions.undo_import"


def admit_import(owner: Any) -> None:
    """Let `owner`, whose row is locked, start one more import, or raise ImportLimitReached."""
    most = questions_config.OWNER_ACTIVE_IMPORTS
    if most is None:
        return
    imports = QuestionImport.objects.using(jobs_alias()).owned_by(owner)
    active = imports.filter(job__status__in=["PENDING", "RUNNING"])
    if active[:most].count() >= most:
        raise ImportLimitReached(retry_after=config.QUOTA_RETRY_AFTER)
