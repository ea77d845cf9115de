"""Settings of the processes that these tests start: workers that know the extractors beside this."""

from __future__ import annotations

from tests.processes.settings import *  # noqa: F403 - settings modules build on one another
from tests.processes.settings import INSTALLED_APPS as _APPS

INSTALLED_APPS = [*_APPS, "tests.scans.processes"]
