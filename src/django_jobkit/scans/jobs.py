"""The task that runs scans."""

from __future__ import annotations

from django_jobkit import JobContext, job
from django_jobkit.readers.retrying import ReadingRetryPolicy
from django_jobkit.scans.problems import InvalidOptions
from django_jobkit.scans.running.attempt import run_attempt
from django_jobkit.scans.services.limits import SCAN_TASK


@job(SCAN_TASK, public=False, retry=ReadingRetryPolicy(permanent=(InvalidOptions,)))
def run_scan(ctx: JobContext, extractor: str, request: str = "") -> dict[str, int]:
    """Pull the records of a scan out of its source; its row has the rest.

    `extractor` is there for people to see, `request` tells apart what was asked for with an idempotency key.
    """
    return run_attempt(ctx)
