"""Settings of the processes that these tests start: those of the test run, with intervals that suit it."""

from __future__ import annotations

import os
from importlib import import_module

_base = import_module(os.environ["JOBKIT_TEST_SETTINGS"])
globals().update({name: getattr(_base, name) for name in dir(_base) if name.isupper()})

INSTALLED_APPS = [*_base.INSTALLED_APPS, "tests.processes"]
WSGI_APPLICATION = "tests.processes.wsgi.application"
JOBKIT = {
    "EXECUTOR": "thread",
    "CONCURRENCY": 2,
    "POLL_INTERVAL": 0.1,
    "WATCH_INTERVAL": 0.1,
    "HEARTBEAT_INTERVAL": 0.4,
    "LEASE": 2.0,
    "MAINTENANCE_INTERVAL": 0.3,
    "SHUTDOWN_GRACE": float(os.environ.get("JOBKIT_TEST_GRACE", "1")),
}
