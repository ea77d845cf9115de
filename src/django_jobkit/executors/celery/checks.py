"""Mistakes in Celery's settings that would keep jobs from running, or let more in than jobs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from celery import Celery
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

# What Celery makes up when nobody made an app.
_FALLBACK = "default"
_JSON = {"json", "application/json"}
_PICKLE = {"pickle", "application/x-python-serialize"}


def check_celery(app: Celery, *, deploy: bool) -> Sequence[CheckMessage]:
    """E015, E016, and W015 to W017: an app, a broker that others can reach, JSON, and no pickle. W032: not eager."""
    if app.main == _FALLBACK and not app.set_as_current:
        return [
            Error(
                "JOBKIT['EXECUTOR'] is 'celery', and this process has no Celery app.",
                hint="Import the app in your project's __init__.py: from .celery import app as celery_app",
                id="jobkit.E015",
            )
        ]
    return [*_about_the_broker(app), *_about_content(app), *(_about_production(app) if deploy else ())]


def _about_the_broker(app: Celery) -> Iterator[CheckMessage]:
    url = app.conf.broker_write_url
    if not url:
        yield CheckWarning(
            "The Celery app names no broker; Celery then tries RabbitMQ on this machine.",
            hint="Set CELERY_BROKER_URL.",
            id="jobkit.W015",
        )
    elif str(url).startswith("memory:"):
        yield CheckWarning(
            "The Celery app's broker lives in the memory of one process; no worker will hear of a job.",
            hint="Use RabbitMQ or Redis. For tests, JOBKIT['EXECUTOR'] = 'immediate' is enough.",
            id="jobkit.W016",
        )


def _about_content(app: Celery) -> Iterator[CheckMessage]:
    accepted = set(app.conf.accept_content or ())
    if not accepted & _JSON:
        yield Error(
            "Celery's accept_content does not have 'json', in which hints are sent; workers would refuse them all.",
            hint="Add 'json' to CELERY_ACCEPT_CONTENT.",
            id="jobkit.E016",
        )
    if accepted & _PICKLE:
        yield CheckWarning(
            "Celery's accept_content has 'pickle': whoever can write to the broker can run code in the workers.",
            hint="Hints need JSON alone. Remove 'pickle' unless tasks of your own need it.",
            id="jobkit.W017",
        )


def _about_production(app: Celery) -> Iterator[CheckMessage]:
    if app.conf.task_always_eager:
        yield CheckWarning(
            "Celery's task_always_eager is on: jobs run inside the request, and nobody looks for due ones.",
            hint="Leave it to the settings of your tests.",
            id="jobkit.W032",
        )
