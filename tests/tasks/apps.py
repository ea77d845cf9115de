"""Makes the test tasks an installed app, so that autodiscovery finds them."""

from __future__ import annotations

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """The host app whose ``jobs`` module the tests use."""

    name = "tests.tasks"
    label = "test_tasks"
