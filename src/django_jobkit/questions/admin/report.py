"""What the list and the page of one import show."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from django_jobkit.admin import columns, detail
from django_jobkit.admin.detail import of_its_job
from django_jobkit.admin.history import history
from django_jobkit.admin.tables import cell, table
from django_jobkit.admin.times import NOTHING, exact_and_relative
from django_jobkit.core.status import Status
from django_jobkit.models import Job
from django_jobkit.questions.models import QuestionImport
from django_jobkit.questions.models.imports import OnDuplicate, RowOutcome

#: Failed rows on the page of an import.
ROWS = 20
_OUTCOMES = ("created", "updated", "unchanged", "duplicate", "invalid")

status = of_its_job(columns.status)
progress = of_its_job(columns.progress)
began = of_its_job(columns.created)
standing = of_its_job(detail.standing)
error = of_its_job(detail.error)
created = of_its_job(detail.created)
started = of_its_job(detail.started)
finished = of_its_job(detail.finished)
past = of_its_job(history)


@admin.display(description=gettext_lazy("attempt"))
def tries(found: QuestionImport) -> str:
    """Which attempt of how many; under the name of a field of imports, Django would show the help text of that."""
    return detail.attempts(found.job)


@admin.display(description=gettext_lazy("import"))
def title(found: QuestionImport) -> SafeString:
    """The name, and beneath it the platform and whether anything was written."""
    notes = [found.platform, *([_("dry run")] if found.dry_run else [])]
    second = format_html_join(" · ", "<span>{}</span>", ((note,) for note in notes))
    return format_html('{}<span class="jobkit-second">{}</span>', found.job.name, second)


@admin.display(description=gettext_lazy("rows"))
def rows(found: QuestionImport) -> SafeString:
    """How many there are, and beneath it how many of them failed."""
    if not found.invalid:
        return format_html("{}", f"{found.rows:,}")
    words = _("%s failed") % f"{found.invalid:,}"
    return format_html('{}<span class="jobkit-second jobkit-error">{}</span>', f"{found.rows:,}", words)


@admin.display(description=gettext_lazy("rows"))
def counts(found: QuestionImport) -> SafeString:
    """What became of them."""
    counted = [(f"{found.rows:,}", ngettext("row", "rows", found.rows))]
    counted += [(f"{getattr(found, name):,}", str(RowOutcome(name).label)) for name in _OUTCOMES]
    counted.append((f"{found.attempts:,}", _("attempts")))
    return format_html_join(" · ", "<strong>{}</strong> {}", counted)


@admin.display(description=gettext_lazy("rows that failed"))
def failed(found: QuestionImport) -> SafeString:
    """The first of them, what is wrong with each, and what stood there."""
    outcomes = [RowOutcome.INVALID]
    left_out = found.invalid
    if found.on_duplicate == OnDuplicate.ERROR:
        outcomes.append(RowOutcome.DUPLICATE)
        left_out += found.duplicate
    first = found.row_set.filter(outcome__in=outcomes).order_by("number").only("line", "title", "errors", "raw")[:ROWS]
    shown = [[cell(row.line), cell(row.title), _errors(row.errors), cell(row.raw)] for row in first]
    headings = [gettext_lazy("line"), gettext_lazy("title"), gettext_lazy("errors"), gettext_lazy("what stood there")]
    return table(headings, shown, more=max(0, left_out - len(shown)))


def _errors(errors: dict[str, Any]) -> str:
    return "; ".join(f"{name}: {' '.join(map(str, messages))}" for name, messages in errors.items())


@admin.display(description=gettext_lazy("undo"))
def undo(found: QuestionImport) -> SafeString | str:
    """How the undo stands, and what it did."""
    if found.undo_job is None:
        return NOTHING if found.undone_at is None else exact_and_relative(found.undone_at)
    done = [(found.removed, _("deleted")), (found.restored, _("restored")), (found.kept, _("kept"))]
    counted = format_html_join(" · ", "<strong>{}</strong> {}", ((f"{count:,}", word) for count, word in done))
    return format_html("{} {} {}", columns.badge(found.undo_job.status), counted, _link(found.undo_job))


@admin.display(description=gettext_lazy("options"))
def options(found: QuestionImport) -> SafeString:
    """The options as readable JSON."""
    return detail.as_json(found.options)


@admin.display(description=gettext_lazy("file"))
def upload(found: QuestionImport) -> str:
    """The name that the uploaded file came with."""
    return found.upload_name or NOTHING


@admin.display(description=gettext_lazy("job"))
def job(found: QuestionImport) -> SafeString:
    """The job, leading to its page."""
    return _link(found.job)


def _link(found: Job) -> SafeString:
    page = reverse("admin:jobkit_job_change", args=[found.pk])
    return format_html('<a href="{}">{}</a>', page, found.name)


def fieldsets(found: QuestionImport) -> list[tuple[Any, dict[str, Any]]]:
    """The fields of the page in their groups, without those that this import cannot have."""
    trouble = [error] if found.job.status == Status.FAILED else []
    has_failed = found.invalid or (found.duplicate and found.on_duplicate == OnDuplicate.ERROR)
    taken_back = [undo] if found.undo_asked_at else []
    return [
        (None, {"fields": [standing, progress, counts, *trouble, *taken_back]}),
        *([(_("Rows that failed"), {"fields": [failed]})] if has_failed else []),
        (_("Times"), {"fields": [(created, tries), (started, finished)]}),
        (_("Origin"), {"fields": [("platform", upload), ("dry_run", "on_duplicate"), options, ("owner", job)]}),
        (_("History"), {"fields": [past]}),
    ]
