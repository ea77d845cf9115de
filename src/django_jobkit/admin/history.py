"""The history of one job as a timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from django_jobkit.admin import columns
from django_jobkit.admin.times import duration
from django_jobkit.core.redaction import redact_text
from django_jobkit.models import Job

_MOST_STEPS = 200


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the history, as it is shown."""

    badge: SafeString
    seq: int
    attempt: int
    moment: datetime
    message: str
    #: The time since the row before.
    since: str


@admin.display(description=gettext_lazy("history"))
def history(job: Job) -> SafeString:
    """The newest rows of the history, read in one query, as a timeline that goes down to the present."""
    rows = list(job.statuses.order_by("-seq")[:_MOST_STEPS])[::-1]
    before = [None, *(row.timestamp for row in rows)]
    steps = [
        Step(
            badge=columns.badge(row.status_type),
            seq=row.seq,
            attempt=row.attempt,
            moment=timezone.localtime(row.timestamp),
            message=redact_text(row.message),
            since="" if earlier is None else duration(row.timestamp - earlier),
        )
        for row, earlier in zip(rows, before, strict=False)
    ]
    left_out = steps[0].seq - 1 if steps else 0
    return render_to_string("admin/jobkit/job/history.html", {"steps": steps, "left_out": left_out})
