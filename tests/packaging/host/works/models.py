"""A model with the name of ours."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Job(models.Model):
    """A vacancy, and nothing that runs."""

    class Status(models.TextChoices):
        """How the search goes."""

        OPEN = "open"
        PENDING = "PENDING"
        FILLED = "filled"

    title = models.CharField(max_length=50)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    opened_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.title
