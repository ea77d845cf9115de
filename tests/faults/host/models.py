"""What jobs leave in the database."""

from __future__ import annotations

from django.db import models


class Effect(models.Model):
    """One effect of a job. Nothing here keeps a job from having two; that is what is under test."""

    job_id = models.UUIDField()
    attempt = models.IntegerField()

    def __str__(self) -> str:
        return f"effect of {self.job_id} in attempt {self.attempt}"
