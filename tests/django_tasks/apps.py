"""Makes these tests an installed app of the processes that they start."""

from __future__ import annotations

from django.apps import AppConfig


class DjangoTasksConfig(AppConfig):
    """Its label is not the one of the backport."""

    name = "tests.django_tasks"
    label = "test_django_tasks"
