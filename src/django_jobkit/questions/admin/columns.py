"""What the lists show of one row, a function for each column; none asks the database."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from django_jobkit.admin.times import NOTHING, relative
from django_jobkit.questions.admin.changelist import OWNER
from django_jobkit.questions.models import Outcome, Question, QuestionLog, Schedule, Tag

_COLOURS = {Outcome.SOLVED: "completed", Outcome.PARTIAL: "cancelled", Outcome.FAILED: "failed"}


@admin.display(description=gettext_lazy("owner"))
def owner(row: Any) -> SafeString:
    """The owner, leading to all rows of theirs."""
    return format_html('<a href="?{}={}">{}</a>', OWNER, row.owner_id, str(row.owner))


@admin.display(description=gettext_lazy("question"))
def title(question: Question) -> SafeString:
    """The title, and beneath it the tags."""
    tags = format_html_join(" · ", "<span>{}</span>", ((tag.name,) for tag in question.tags.all()))
    return format_html('{}<span class="jobkit-second">{}</span>', question.title, tags)


@admin.display(description=gettext_lazy("attempts"))
def attempts(question: Question) -> SafeString | str:
    """How many there are, and beneath it how many of them went well."""
    if not question.attempts_count:
        return NOTHING
    solved = _("%s solved") % f"{question.solved_count:,}"
    return format_html('{}<span class="jobkit-second">{}</span>', f"{question.attempts_count:,}", solved)


@admin.display(description=gettext_lazy("last attempt"))
def last_attempt(question: Question) -> SafeString | str:
    """How long ago that was."""
    return relative(question.last_attempted_at)


@admin.display(description=gettext_lazy("questions"))
def questions(tag: Tag) -> SafeString:
    """The way to all questions that have the tag."""
    page = reverse("admin:jobkit_questions_question_changelist")
    return format_html('<a href="{}?tags__exact={}&{}={}">{}</a>', page, tag.pk, OWNER, tag.owner_id, _("Questions"))


@admin.display(description=gettext_lazy("outcome"))
def outcome(log: QuestionLog) -> SafeString | str:
    """A badge that says it in words as well as by its colour."""
    colour = _COLOURS.get(Outcome(log.outcome)) if log.outcome in Outcome.values else None
    if colour is None:
        return NOTHING
    return format_html('<span class="jobkit-badge jobkit-badge-{}">{}</span>', colour, Outcome(log.outcome).label)


@admin.display(description=gettext_lazy("question"))
def asked(row: QuestionLog | Schedule) -> str:
    """The title of the question."""
    return row.question.title


@admin.display(description=gettext_lazy("time"))
def minutes(log: QuestionLog) -> str:
    """How long it took."""
    count = log.time_spent_min
    return NOTHING if count is None else ngettext("%d minute", "%d minutes", count) % count


@admin.display(description=gettext_lazy("attempted"))
def attempted(log: QuestionLog) -> SafeString | str:
    """How long ago that was."""
    return relative(log.date_attempted)


@admin.display(description=gettext_lazy("due"))
def due(schedule: Schedule) -> SafeString | str:
    """When it is asked again."""
    return relative(schedule.due_at)


@admin.display(description=gettext_lazy("leech"))
def leech(schedule: Schedule) -> SafeString | str:
    """A badge where it was forgotten too often."""
    if not schedule.is_leech:
        return NOTHING
    return format_html('<span class="jobkit-badge jobkit-badge-failed">{}</span>', _("leech"))
