"""Publish messages about jobs, as often as wanted and in any order: ``python -m tests.faults.host.shouting FILE``.

The file holds JSON: a list of what to send, ids and things that are none.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import django

django.setup()

from tests.faults.host.environment import EXECUTOR  # noqa: E402 - Django comes first


def _over_celery(messages: list[Any]) -> None:
    from django_jobkit.tasks import run

    with run.app.producer_pool.acquire() as producer:
        for message in messages:
            arguments = message if isinstance(message, list) else [message]
            run.apply_async(args=arguments, producer=producer, ignore_result=True)


def _over_django_tasks(messages: list[Any]) -> None:
    from django_jobkit.executors.django_tasks import run

    for message in messages:
        run.enqueue(message)


if __name__ == "__main__":
    {"celery": _over_celery, "django_tasks": _over_django_tasks}[EXECUTOR](json.loads(Path(sys.argv[1]).read_text()))
