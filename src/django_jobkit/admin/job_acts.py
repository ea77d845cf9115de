"""What a person may do to jobs from the admin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from django_jobkit.admin.acts import RETRYABLE, Act, Words, cancellation, removal
from django_jobkit.core.status import Status
from django_jobkit.models import Job
from django_jobkit.services.cancel import cancel_job
from django_jobkit.services.remove import remove_job
from django_jobkit.services.retry import retry_job


def _words(one: str, many: str) -> Words:
    return Words(
        done=(one, many),
        left=("%(count)d job was left as it is: %(reason)s", "%(count)d jobs were left as they are: %(reason)s"),
        asked=("%(count)d running job was asked to stop.", "%(count)d running jobs were asked to stop."),
    )


CANCEL: Act[Job] = cancellation(
    cancel_job,
    _words("%(count)d job was cancelled.", "%(count)d jobs were cancelled."),
    job_of=lambda job: job,
)
RETRY: Act[Job] = Act(
    name="retry",
    permission="jobkit.retry_job",
    service=retry_job,
    is_possible=lambda job: job.status in RETRYABLE and not job.is_tracked,
    label=gettext_lazy("Retry"),
    words=_words("%(count)d job will run again.", "%(count)d jobs will run again."),
    record="Retry requested.",
)
REMOVE: Act[Job] = removal(
    "jobkit.delete_job",
    remove_job,
    _words("%(count)d job was deleted.", "%(count)d jobs were deleted."),
    is_possible=lambda job: job.is_tracked or job.status != Status.RUNNING,
)
