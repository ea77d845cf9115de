"""The memory: rows, and the statements that write them."""

from __future__ import annotations

from django_jobkit.models.artifact import JobArtifact
from django_jobkit.models.job import Job
from django_jobkit.models.job_status import JobStatus

__all__ = ["Job", "JobArtifact", "JobStatus"]
