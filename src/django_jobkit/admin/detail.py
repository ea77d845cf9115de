"""What the page of one job shows, secrets masked."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from django_jobkit.admin import columns
from django_jobkit.admin.artifacts import artifacts
from django_jobkit.admin.history import history
from django_jobkit.admin.times import NOTHING, duration, exact_and_relative
from django_jobkit.core.redaction import redact
from django_jobkit.core.registry import registry
from django_jobkit.core.sealed import mask
from django_jobkit.core.status import Status
from django_jobkit.models import Job

Shown = TypeVar("Shown")

_MOST_JSON = 20_000


def of_its_job(shown: Callable[[Job], Shown]) -> Callable[[Any], Shown]:
    """What the page of a job shows, under the same label, for a row that has one."""

    @wraps(shown)
    def of_row(row: Any) -> Shown:
        return shown(row.job)

    return of_row


@admin.display(description=gettext_lazy("status"))
def standing(job: Job) -> SafeString:
    """The badge, and the cancel request that has not been answered yet."""
    if job.cancel_requested_at is None or job.is_terminal:
        return columns.badge(job.status)
    asked = _("cancel requested")
    return format_html("{} {} {}", columns.badge(job.status), asked, exact_and_relative(job.cancel_requested_at))


@admin.display(description=gettext_lazy("progress"))
def progress(job: Job) -> SafeString | str:
    """The bar of the list."""
    return columns.progress_bar(job)


@admin.display(description=gettext_lazy("attempt"))
def attempts(job: Job) -> str:
    """Which attempt of how many."""
    return (
        NOTHING if job.is_tracked else _("%(attempt)d of %(most)d") % {"attempt": job.attempt, "most": job.max_attempts}
    )


@admin.display(description=gettext_lazy("task"))
def kind(job: Job) -> SafeString | str:
    """The task with the first line of its description, or why there is none."""
    if job.is_tracked:
        return _("None: the work happens elsewhere, and its client reports the statuses.")
    return named(job.task, registry.get(job.task).description if job.task in registry else None)


def named(name: str, description: str | None) -> SafeString:
    """`name` with the first line of its description, or with a note that it is not registered when it has none."""
    if description is None:
        note = _("not registered in this process")
        return format_html('<code>{}</code> <span class="jobkit-error">{}</span>', name, note)
    about = next(iter(description.splitlines()), "")
    return format_html('<code>{}</code> <span class="jobkit-quiet">{}</span>', name, about)


@admin.display(description=gettext_lazy("time limit"))
def time_limit(job: Job) -> str:
    """How long one attempt may take."""
    return NOTHING if job.timeout is None else duration(timedelta(seconds=job.timeout))


@admin.display(description=gettext_lazy("created"))
def created(job: Job) -> SafeString | str:
    """When it was submitted."""
    return exact_and_relative(job.created_at)


@admin.display(description=gettext_lazy("due"))
def due(job: Job) -> SafeString | str:
    """When it may run; it is due at once when nothing says otherwise."""
    return exact_and_relative(job.parked_until or job.run_after)


@admin.display(description=gettext_lazy("started"))
def started(job: Job) -> SafeString | str:
    """When its last attempt began."""
    return exact_and_relative(job.started_at)


@admin.display(description=gettext_lazy("finished"))
def finished(job: Job) -> SafeString | str:
    """When it ended, and how long the last attempt took."""
    if job.finished_at is None:
        return NOTHING
    took = columns.took(job)
    note = "" if took == NOTHING else format_html(' <span class="jobkit-quiet">{} {}</span>', _("after"), took)
    return format_html("{}{}", exact_and_relative(job.finished_at), note)


@admin.display(description=gettext_lazy("params"))
def params(job: Job) -> SafeString:
    """The params as readable JSON."""
    return as_json(job.params)


@admin.display(description=gettext_lazy("result"))
def result(job: Job) -> SafeString:
    """The result as readable JSON."""
    return as_json(job.result)


@admin.display(description=gettext_lazy("checkpoint"))
def checkpoint(job: Job) -> SafeString | str:
    """What the last checkpoint stored."""
    return NOTHING if job.saved_state is None else as_json(job.saved_state)


@admin.display(description=gettext_lazy("error"))
def error(job: Job) -> SafeString:
    """The class, the code and the whole message."""
    told = redact(job.error if isinstance(job.error, dict) else {"message": job.error})
    return format_html(
        '<strong class="jobkit-error">{}</strong> <code>{}</code><pre class="jobkit-json">{}</pre>',
        told.get("type", ""),
        told.get("code", ""),
        told.get("message", ""),
    )


def as_json(value: Any) -> SafeString:
    """`value` indented and escaped, secrets masked, cut where nobody reads on."""
    text = json.dumps(redact(mask(value)), indent=2, ensure_ascii=False)
    left_out = len(text) - _MOST_JSON
    note = ""
    if left_out > 0:
        words = _("%s more characters; the API has them all.") % f"{left_out:,}"
        note = format_html('<span class="jobkit-quiet">{}</span>', words)
    return format_html('<pre class="jobkit-json">{}</pre>{}', text[:_MOST_JSON], note)


def fieldsets(job: Job) -> list[tuple[Any, dict[str, Any]]]:
    """The fields of the page in their groups, without those that this job cannot have."""
    outcome = {Status.COMPLETED: [result], Status.FAILED: [error]}.get(Status(job.status), [])
    work = [kind] if job.is_tracked else [kind, ("queue", "priority"), (attempts, time_limit)]
    internals = ["id", "worker", "lane", "lease_expires_at", checkpoint, "unique_key", "revision"]
    groups: list[tuple[Any, dict[str, Any]]] = [
        (None, {"fields": [standing, progress, "owner"]}),
        (_("Times"), {"fields": [(created, due), (started, finished)]}),
        (_("Work"), {"fields": work if job.is_tracked else [*work, params]}),
    ]
    if outcome and not (job.is_tracked and outcome == [result]):
        groups.insert(1, (_("Outcome"), {"fields": outcome}))
    if not job.is_tracked:
        groups.append((_("Artifacts"), {"fields": [artifacts]}))
    groups.append((_("History"), {"fields": [history]}))
    if not job.is_tracked:
        groups.append((_("Internals"), {"fields": internals, "classes": ["collapse"]}))
    return groups
