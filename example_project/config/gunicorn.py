"""How gunicorn serves the example project."""

from __future__ import annotations

import os

wsgi_app = "config.wsgi"
worker_class = "gthread"
# More than JOBKIT["MAX_WAITERS"], so that callers who wait for their jobs leave threads for the others.
threads = 32
# Longer than JOBKIT["SHUTDOWN_GRACE"], so that running jobs are finished or given back before the process ends.
graceful_timeout = 30
timeout = 60
keepalive = 5
# Two servers on one machine would fight over it.
control_socket_disable = True
# With a certificate it needs nobody in front to speak TLS; the file may hold the key as well.
certfile = os.environ.get("TLS_CERTFILE") or None
keyfile = os.environ.get("TLS_KEYFILE") or None
