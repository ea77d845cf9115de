"""A row for a job, with a file, and its many large pieces."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from django_jobkit.models import Job


class Report(models.Model):
    """What a job wrote; `file` stands for something that lies elsewhere and must go with the row."""

    job = models.OneToOneField(Job, primary_key=True, on_delete=models.CASCADE, related_name="report")
    file = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.file


class Page(models.Model):
    """One large piece of a report."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="pages", db_index=False)
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "number"], name="test_guests_page_number")]

    def __str__(self) -> str:
        return str(self.number)
