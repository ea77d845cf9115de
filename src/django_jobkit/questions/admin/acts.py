"""What a person may do from the admin to tags, questions, attempts and imports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.admin.models import DELETION
from django.utils.translation import gettext_lazy, ngettext

from django_jobkit.admin.acts import CANCELLABLE, Act, Words
from django_jobkit.core.status import Status
from django_jobkit.questions.importing.ending import cancel_import, remove_import, undo_import
from django_jobkit.questions.models import Question, QuestionImport, QuestionLog, Tag
from django_jobkit.questions.services.logs import delete_log
from django_jobkit.questions.services.questions import delete_question
from django_jobkit.questions.services.tags import delete_tag


def _words(one: str, many: str) -> Words:
    return Words(done=lambda count: ngettext(one, many, count), asked=_asked, left=_left)


def _asked(count: int) -> str:
    one, many = "%(count)d running import was asked to stop.", "%(count)d running imports were asked to stop."
    return ngettext(one, many, count)


def _left(count: int) -> str:
    one, many = "%(count)d was left as it is: %(reason)s", "%(count)d were left as they are: %(reason)s"
    return ngettext(one, many, count)


def _removal(model: str, service: Callable[[Any], None], words: Words) -> Act[Any]:
    return Act(
        name="delete",
        permission=f"jobkit_questions.delete_{model}",
        service=service,
        is_possible=lambda row: True,
        label=gettext_lazy("Delete"),
        words=words,
        record="",
        flag=DELETION,
        is_final=True,
    )


REMOVE_TAG: Act[Tag] = _removal("tag", delete_tag, _words("%(count)d tag was deleted.", "%(count)d tags were deleted."))
REMOVE_QUESTION: Act[Question] = _removal(
    "question", delete_question, _words("%(count)d question was deleted.", "%(count)d questions were deleted.")
)
REMOVE_LOG: Act[QuestionLog] = _removal(
    "questionlog", delete_log, _words("%(count)d attempt was deleted.", "%(count)d attempts were deleted.")
)


def _is_under_way(found: QuestionImport) -> bool:
    return found.undo_job is not None and not found.undo_job.is_terminal


def _can_undo(found: QuestionImport) -> bool:
    is_over = found.job.is_terminal and not _is_under_way(found)
    return is_over and not found.dry_run and found.undone_at is None


CANCEL: Act[QuestionImport] = Act(
    name="cancel",
    permission="jobkit.cancel_job",
    service=cancel_import,
    is_possible=lambda found: found.job.status in CANCELLABLE,
    label=gettext_lazy("Cancel"),
    words=_words("%(count)d import was cancelled.", "%(count)d imports were cancelled."),
    record="Cancel requested.",
    is_asked=lambda found: found.job.status == Status.RUNNING,
)
UNDO: Act[QuestionImport] = Act(
    name="undo",
    permission="jobkit_questions.change_questionimport",
    service=undo_import,
    is_possible=_can_undo,
    label=gettext_lazy("Undo"),
    words=_words("%(count)d import will be undone.", "%(count)d imports will be undone."),
    record="Undo requested.",
    is_final=True,
)
REMOVE_IMPORT: Act[QuestionImport] = Act(
    name="delete",
    permission="jobkit_questions.delete_questionimport",
    service=remove_import,
    is_possible=lambda found: found.job.status != Status.RUNNING and not _is_under_way(found),
    label=gettext_lazy("Delete"),
    words=_words("%(count)d import was deleted.", "%(count)d imports were deleted."),
    record="",
    flag=DELETION,
    is_final=True,
)
