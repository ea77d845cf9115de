"""A site as a server loads it."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from django_jobkit.executors.embedded import start_when_serving

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.processes.settings")

application = get_wsgi_application()
start_when_serving()
