"""What the list shows of one job, a function for each column; none asks the database."""

from __future__ import annotations

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from django_jobkit.admin.times import NOTHING, duration, relative
from django_jobkit.core.redaction import redact_text
from django_jobkit.core.status import Status
from django_jobkit.models import Job

_SHORT_LINE = 120


@admin.display(description=gettext_lazy("status"))
def status(job: Job) -> SafeString:
    """A badge that says it in words as well as by its colour."""
    stopping = job.status == Status.RUNNING and job.cancel_requested_at is not None
    note = format_html('<span class="jobkit-second">{}</span>', _("cancelling")) if stopping else ""
    return format_html("{}{}", badge(job.status), note)


def badge(value: str) -> SafeString:
    """One status as a badge."""
    return format_html(
        '<span class="jobkit-badge jobkit-badge-{}">{}</span>', Status(value).value.lower(), Status(value).label
    )


@admin.display(description=gettext_lazy("job"))
def title(job: Job) -> SafeString:
    """The name; beneath it the task, its queue, and the end of the id, by which one tells namesakes apart."""
    parts = [_("tracked")] if job.is_tracked else [job.task, _queue(job)]
    parts.append(f"…{job.pk.hex[-8:]}")
    second = format_html_join(" · ", "<span>{}</span>", ((part,) for part in parts))
    return format_html('{}<span class="jobkit-second">{}</span>', job.name, second)


def _queue(job: Job) -> str:
    return f"{job.queue} {job.priority:+d}" if job.priority else job.queue


@admin.display(description=gettext_lazy("progress"))
def progress(job: Job) -> SafeString | str:
    """What matters most now: the error of a failed job, when a parked one is due, else how far it is."""
    if job.status == Status.FAILED:
        return format_html('<span class="jobkit-error">{}</span>', error_line(job))
    if job.status == Status.PENDING and job.parked_until is not None:
        return format_html('<span class="jobkit-quiet">{} {}</span>', _("due"), relative(job.parked_until))
    return progress_bar(job)


def progress_bar(job: Job) -> SafeString | str:
    """A bar when the total is known, a count when it is not, and the handler's own words."""
    told = job.progress
    words = redact_text(told["message"])
    if told["percent"] is not None:
        return format_html(
            '<progress class="jobkit-progress" max="100" value="{}" aria-label="{}">{} %</progress> '
            '<span class="jobkit-percent">{} %</span> <span class="jobkit-quiet">{}</span>',
            f"{told['percent']:.1f}",
            _("progress"),
            f"{told['percent']:.0f}",
            f"{told['percent']:.0f}",
            words,
        )
    if told["current"] is not None:
        return format_html('{} <span class="jobkit-quiet">{}</span>', _("%s done") % f"{told['current']:,}", words)
    return format_html('<span class="jobkit-quiet">{}</span>', words) if words else NOTHING


def error_line(job: Job) -> str:
    """The class and the first line of a failed job's error, secrets masked."""
    error = job.error if isinstance(job.error, dict) else {}
    first = next(iter(str(error.get("message", "")).splitlines()), "")
    line = redact_text(f"{error.get('type', _('Error'))}: {first}")
    return line if len(line) <= _SHORT_LINE else line[: _SHORT_LINE - 1] + "…"


@admin.display(description=gettext_lazy("attempt"))
def attempts(job: Job) -> str:
    """Which attempt of how many; a tracked job has none."""
    return NOTHING if job.is_tracked else f"{job.attempt}/{job.max_attempts}"


@admin.display(description=gettext_lazy("owner"))
def owner(job: Job) -> SafeString | str:
    """The owner, leading to all jobs of theirs."""
    if job.owner is None:
        return NOTHING
    return format_html('<a href="?owner__exact={}">{}</a>', job.owner.pk, str(job.owner))


@admin.display(description=gettext_lazy("created"))
def created(job: Job) -> SafeString | str:
    """How long ago it was submitted, and beneath it how long it ran."""
    ran = took(job)
    if ran == NOTHING:
        return relative(job.created_at)
    word = _("took") if job.finished_at else _("for")
    return format_html('{}<span class="jobkit-second">{} {}</span>', relative(job.created_at), word, ran)


def took(job: Job) -> str:
    """How long its last attempt ran, or has been running."""
    if job.started_at is None or job.status == Status.PENDING:
        return NOTHING
    return duration((job.finished_at or timezone.now()) - job.started_at)
