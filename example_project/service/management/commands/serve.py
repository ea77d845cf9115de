"""``manage.py serve``: prepare the database, then serve until SIGTERM or Ctrl-C."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.environment import BASE_DIR, env
from service.ports import is_free
from service.views import LINKS

EVERYWHERE = {"", "0.0.0.0", "::"}  # noqa: S104 - compared with, not bound to


class Command(BaseCommand):
    """Becomes a gunicorn under the same process id, so that a signal to the one reaches the other."""

    help = "Prepare the database and serve the example project."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default=env.str("HOST", "127.0.0.1"), help="address to listen on")
        parser.add_argument("--port", type=int, default=env.int("PORT", 8000), help="port to listen on")

    def handle(self, *, host: str, port: int, verbosity: int, **options: Any) -> None:
        """Raises CommandError when the port is taken."""
        if not is_free(host, port):
            raise CommandError(f"Port {port} is taken. Choose another one: make serve PORT={port + 1}")
        call_command("migrate", verbosity=0, interactive=False)
        if verbosity:
            self._say_where(f"http://{'localhost' if host in EVERYWHERE else host}:{port}")
        if find_spec("fcntl") is None:
            # gunicorn does not know Windows.
            call_command("runserver", f"{host}:{port}", use_reloader=False)
        else:
            _become_gunicorn(host, port)

    def _say_where(self, site: str) -> None:
        self.stdout.write(f"django-jobkit example ({'development' if settings.DEBUG else 'production'} settings)\n\n")
        for path, description in LINKS.values():
            self.stdout.write(f"  {site + path:44} {description}")
        self.stdout.write("\nAn account for the admin: manage.py createsuperuser. Stop with Ctrl-C.\n")
        self.stdout.flush()


def _become_gunicorn(host: str, port: int) -> None:
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    arguments = ["--config", str(BASE_DIR / "config" / "gunicorn.py"), "--pythonpath", str(BASE_DIR), "--bind", address]
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *arguments])  # noqa: S606 - our own interpreter
