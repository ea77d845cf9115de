"""What a person may do from the admin to tags, questions, attempts and imports."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from django_jobkit.admin.acts import Act, Words, cancellation, removal
from django_jobkit.core.status import Status
from django_jobkit.questions.importing.ending import cancel_import, remove_import, undo_import
from django_jobkit.questions.models import Question, QuestionImport, QuestionLog, Tag
from django_jobkit.questions.services.logs import delete_log
from django_jobkit.questions.services.questions import delete_question
from django_jobkit.questions.services.tags import delete_tag

REMOVE_TAG: Act[Tag] = removal(
    "jobkit_questions.delete_tag",
    delete_tag,
    Words(("%(count)d tag was deleted.", "%(count)d tags were deleted.")),
)
REMOVE_QUESTION: Act[Question] = removal(
    "jobkit_questions.delete_question",
    delete_question,
    Words(("%(count)d question was deleted.", "%(count)d questions were deleted.")),
)
REMOVE_LOG: Act[QuestionLog] = removal(
    "jobkit_questions.delete_questionlog",
    delete_log,
    Words(("%(count)d attempt was deleted.", "%(count)d attempts were deleted.")),
)


def _is_under_way(found: QuestionImport) -> bool:
    return found.undo_job is not None and not found.undo_job.is_terminal


def _can_undo(found: QuestionImport) -> bool:
    is_over = found.job.is_terminal and not _is_under_way(found)
    return is_over and not found.dry_run and found.undone_at is None


CANCEL: Act[QuestionImport] = cancellation(
    cancel_import,
    Words(
        ("%(count)d import was cancelled.", "%(count)d imports were cancelled."),
        asked=("%(count)d running import was asked to stop.", "%(count)d running imports were asked to stop."),
    ),
)
UNDO: Act[QuestionImport] = Act(
    name="undo",
    permission="jobkit_questions.change_questionimport",
    service=undo_import,
    is_possible=_can_undo,
    label=gettext_lazy("Undo"),
    words=Words(("%(count)d import will be undone.", "%(count)d imports will be undone.")),
    record="Undo requested.",
    is_final=True,
)
REMOVE_IMPORT: Act[QuestionImport] = removal(
    "jobkit_questions.delete_questionimport",
    remove_import,
    Words(("%(count)d import was deleted.", "%(count)d imports were deleted.")),
    is_possible=lambda found: found.job.status != Status.RUNNING and not _is_under_way(found),
)
