"""What the page of one question shows besides its fields."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from django_jobkit.admin.tables import cell, table
from django_jobkit.admin.times import NOTHING, exact_and_relative
from django_jobkit.questions.admin import columns
from django_jobkit.questions.models import Question, Schedule

#: Attempts on the page of a question.
ATTEMPTS = 10


@admin.display(description=gettext_lazy("attempts"))
def counted(question: Question) -> SafeString:
    """How many there are, leading to them and to another one."""
    page, add = (reverse(f"admin:jobkit_questions_questionlog_{name}") for name in ("changelist", "add"))
    return format_html(
        '<strong>{}</strong> · {} · <a href="{}?question__exact={}">{}</a> · <a href="{}?question={}">{}</a>',
        f"{question.attempts_count:,}",
        _("%s solved") % f"{question.solved_count:,}",
        page,
        question.pk,
        _("All attempts"),
        add,
        question.pk,
        _("Add one"),
    )


@admin.display(description=gettext_lazy("last attempts"))
def attempts(question: Question) -> SafeString | str:
    """The newest of them."""
    logs = question.logs.order_by("-date_attempted", "-pk")[:ATTEMPTS]
    rows = [
        [
            exact_and_relative(log.date_attempted),
            columns.outcome(log),
            columns.minutes(log),
            cell(log.solution_approach),
            cell(log.self_notes),
        ]
        for log in logs
    ]
    if not rows:
        return NOTHING
    headings = [gettext_lazy("when"), gettext_lazy("outcome"), gettext_lazy("time"), gettext_lazy("approach")]
    return table([*headings, gettext_lazy("notes")], rows, more=max(0, question.attempts_count - len(rows)))


@admin.display(description=gettext_lazy("due"))
def schedule(question: Question) -> SafeString | str:
    """When it is asked again, leading to what FSRS remembers."""
    found = Schedule.objects.filter(pk=question.pk).first()
    if found is None:
        return NOTHING
    page = reverse("admin:jobkit_questions_schedule_change", args=[found.pk])
    return format_html('{} <a href="{}">{}</a>', exact_and_relative(found.due_at), page, _("Schedule"))
