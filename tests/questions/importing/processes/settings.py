"""Settings of the processes that these tests start: workers that know the platform beside this."""

from __future__ import annotations

from tests.processes.settings import *  # noqa: F403 - settings modules build on one another
from tests.processes.settings import INSTALLED_APPS as _APPS
from tests.processes.settings import JOBKIT as _JOBKIT

INSTALLED_APPS = [*_APPS, "tests.questions.importing.processes"]
JOBKIT = {**_JOBKIT, "QUESTIONS": {"IMPORT_BATCH": 50}}
