"""``manage.py serve_celery``: web server and Celery workers side by side, as containers would run them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.environment import BASE_DIR, env
from service.certificates import certificate_problem
from service.ports import is_free
from service.procfile import Processes, read_procfile
from service.servers import broker_problem, database_problem

# Above gunicorn's graceful_timeout, which is above JOBKIT["SHUTDOWN_GRACE"].
PATIENCE = 35.0


class Command(BaseCommand):
    """Checks that database and broker are there, prepares the database, and runs the Procfile."""

    help = "Serve the example project with Celery workers; one process ends, all end."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen, and how many workers."""
        parser.add_argument("--host", default=env.str("HOST", "127.0.0.1"), help="address to listen on")
        parser.add_argument("--port", type=int, default=env.int("PORT", 8000), help="port to listen on")
        parser.add_argument("--workers", type=int, default=1, help="Celery workers to start (default: %(default)s)")

    def handle(self, *, host: str, port: int, workers: int, **options: Any) -> None:
        """Raises CommandError when the port is taken, or a server that is needed does not answer."""
        if settings.JOBKIT["EXECUTOR"] != "celery":
            raise CommandError("This needs the executor celery: set JOBKIT_EXECUTOR=celery, or use make serve-celery.")
        if not is_free(host, port):
            raise CommandError(f"Port {port} is taken. Choose another one: make serve-celery PORT={port + 1}")
        certfile = env.str("TLS_CERTFILE", "")
        problem = certificate_problem(certfile, env.str("TLS_KEYFILE", "")) or database_problem() or broker_problem()
        if problem:
            raise CommandError(problem)
        call_command("migrate", verbosity=0, interactive=False)
        scheme = "https" if certfile else "http"
        self.stdout.write(f"{scheme}://{host}:{port}/ with {workers} Celery worker(s). Stop with Ctrl-C.\n\n")
        self.stdout.flush()
        processes = Processes(BASE_DIR, _environment(host, port), PATIENCE)
        sys.exit(processes.run(_commands(workers)))


def _environment(host: str, port: int) -> dict[str, str]:
    # The interpreter's own folder first: that is where its gunicorn and its Celery are.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path, "HOST": host, "PORT": str(port), "PYTHONUNBUFFERED": "1"}


def _commands(workers: int) -> dict[str, str]:
    commands = read_procfile(BASE_DIR / "Procfile")
    worker = commands.pop("worker")
    return commands | {f"worker.{number}" if workers > 1 else "worker": worker for number in range(1, workers + 1)}
