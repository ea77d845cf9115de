"""``manage.py serve``: prepare the database, then serve until SIGTERM or Ctrl-C."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.environment import BASE_DIR, env
from service.certificates import certificate_problem
from service.ports import is_free
from service.views import LINKS

EVERYWHERE = {"", "0.0.0.0", "::"}  # noqa: S104 - compared with, not bound to


class Command(BaseCommand):
    """Becomes a gunicorn under the same process id, so that a signal to the one reaches the other."""

    help = "Prepare the database and serve the example project."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen, and whether to speak TLS there."""
        parser.add_argument("--host", default=env.str("HOST", "127.0.0.1"), help="address to listen on")
        parser.add_argument("--port", type=int, default=env.int("PORT", 8000), help="port to listen on")
        parser.add_argument("--certfile", default=env.str("TLS_CERTFILE", ""), help="certificate (PEM), to serve TLS")
        parser.add_argument("--keyfile", default=env.str("TLS_KEYFILE", ""), help="its key, unless it is in there")

    def handle(self, *, host: str, port: int, certfile: str, keyfile: str, verbosity: int, **options: Any) -> None:
        """Raises CommandError when the port is taken, or TLS cannot be spoken with the certificate."""
        if problem := certificate_problem(certfile, keyfile):
            raise CommandError(problem)
        if not is_free(host, port):
            raise CommandError(f"Port {port} is taken. Choose another one: make serve PORT={port + 1}")
        call_command("migrate", verbosity=0, interactive=False)
        if verbosity:
            scheme = "https" if certfile else "http"
            self._say_where(f"{scheme}://{'localhost' if host in EVERYWHERE else host}:{port}")
        if find_spec("fcntl") is None:
            # gunicorn does not know Windows.
            call_command("runserver", f"{host}:{port}", use_reloader=False)
        else:
            _become_gunicorn(host, port, {"TLS_CERTFILE": certfile, "TLS_KEYFILE": keyfile})

    def _say_where(self, site: str) -> None:
        self.stdout.write(f"django-jobkit example ({'development' if settings.DEBUG else 'production'} settings)\n\n")
        for path, description in LINKS.values():
            self.stdout.write(f"  {site + path:44} {description}")
        self.stdout.write("\nAn account for the admin: manage.py createsuperuser. Stop with Ctrl-C.\n")
        self.stdout.flush()


def _become_gunicorn(host: str, port: int, tls: dict[str, str]) -> None:
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    arguments = ["--config", str(BASE_DIR / "config" / "gunicorn.py"), "--pythonpath", str(BASE_DIR), "--bind", address]
    # From wherever gunicorn starts, it has to find them.
    paths = {name: str(Path(path).resolve()) if path else "" for name, path in tls.items()}
    command = [sys.executable, "-m", "gunicorn", *arguments]
    os.execve(sys.executable, command, {**os.environ, **paths, "PORT": str(port)})  # noqa: S606 - our own interpreter
