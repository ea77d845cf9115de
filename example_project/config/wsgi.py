"""The entry point of WSGI servers."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from django_jobkit.executors.embedded import start_when_serving  # noqa: E402 - needs the applications to be loaded

# A server that was restarted goes on with its jobs before anybody asks it for anything.
start_when_serving()
