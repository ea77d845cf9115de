"""The entry point of ASGI servers."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Under ASGI the threads of requests come and go, and what they keep open would never be closed.
os.environ.setdefault("CONN_MAX_AGE", "0")

application = get_asgi_application()

from django_jobkit.executors.embedded import start_when_serving  # noqa: E402 - needs the applications to be loaded

# A server that was restarted goes on with its jobs before anybody asks it for anything.
start_when_serving()
