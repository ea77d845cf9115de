"""The example project: settings, URLs and the entry points of servers and workers."""

from __future__ import annotations

from config.environment import env

if env.str("JOBKIT_EXECUTOR", "thread") == "celery":
    # Before anything publishes, so that it does it with this application and not with Celery's default one. Whoever
    # chose another executor needs no Celery.
    from config.celery import app

    __all__ = ["app"]
