"""Who sees which jobs unless a host decides otherwise."""

from __future__ import annotations

from typing import Any

from django_jobkit.models.querysets import JobQuerySet


class OwnerVisibility:
    """Staff see all jobs, users their own, anonymous callers those that nobody owns."""

    def visible(self, jobs: JobQuerySet, user: Any) -> JobQuerySet:
        """The part of `jobs` for `user`."""
        if user is None or not user.is_authenticated:
            return jobs.filter(owner__isnull=True)
        # Not every user model has the flag.
        if getattr(user, "is_staff", False):
            return jobs
        return jobs.filter(owner=user)
