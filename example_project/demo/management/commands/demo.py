"""``manage.py demo``: a tour through the API on a server that lives as long as the tour."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import httpx
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console

from config.environment import env
from demo.tour import elements, screens
from demo.tour.client import Client, JobFailed
from demo.tour.server import Server, ServerFailed
from service.ports import free_port, is_free
from service.views import LINKS

HOST = "127.0.0.1"


class Command(BaseCommand):
    """Starts a server, runs a scan and jobs over HTTP, shows what came of them, and stops the server."""

    help = "Run a real scan and real jobs through the API and show what to look at."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the server listens, and how long the reader of the tale takes."""
        parser.add_argument("--port", type=int, help="port of the server (default: 8000, or a free one)")
        parser.add_argument("--pace", type=float, default=0.4, help="seconds per chapter (default: %(default)s)")

    def handle(self, *, port: int | None, pace: float, **options: Any) -> None:
        """Raises CommandError when the server does not start, or a job does not complete."""
        if port is not None and not is_free(HOST, port):
            raise CommandError(f"Port {port} is taken. Leave --port out, and a free one is found.")
        port = port or free_port(HOST, env.int("PORT", 8000))
        # ignore_cleanup_errors: on Windows a file may stay open a moment longer than its process lives.
        with tempfile.TemporaryDirectory(prefix="jobkit-demo-", ignore_cleanup_errors=True) as folder:
            try:
                with Server(Path(folder), host=HOST, port=port) as server, Client(server.site) as client:
                    _show_around(server.site, client, pace, screens.make_console())
            except (ServerFailed, JobFailed, httpx.HTTPError) as error:
                raise CommandError(str(error)) from error
            except KeyboardInterrupt:
                raise CommandError("The tour was cut short, and its server stopped.", returncode=130) from None


def _show_around(site: str, client: Client, pace: float, console: Console) -> None:
    console.print(f"The API is up at [bold]{site}[/bold] on a SQLite database of its own.\n")
    _scan(client, console)
    _add(client, console)
    _read_the_tale(client, pace, console)
    found = [(path, description, client.answers(path)) for path, description in LINKS.values()]
    console.print(screens.pages(site, found))
    console.print("The demo's server stops here. [bold]make serve[/bold] brings these pages up to stay.")


def _scan(client: Client, console: Console) -> None:
    console.print("POST /api/v1/scan/start/ with an empty body: the sample")
    scan = screens.follow(client.follow_scan(client.start_scan()), console)
    records = list(client.records(scan))
    console.print(f"\nGET /api/v1/scan/result/{scan['job_id']}/")
    console.print(elements.first_records(records))
    console.print()
    console.print(elements.periodic_table(records))
    lines = client.download(scan, "csv").decode().splitlines()
    console.print(f"\nFound: [bold]{len(records)} records[/bold], {scan['problems']} problems.")
    console.print(f"The same with ?format=csv: {len(lines)} lines, the first one being\n{lines[0]}\n", soft_wrap=True)


def _add(client: Client, console: Console) -> None:
    console.print('POST /api/jobs/ {"task": "demo.add", "params": {"x": 5, "y": 3}}')
    job = screens.follow(client.follow(client.submit("demo.add", x=5, y=3)), console)
    console.print(f"Result: [bold]{client.result(job)}[/bold]\n")


def _read_the_tale(client: Client, pace: float, console: Console) -> None:
    console.print('POST /api/jobs/ {"task": "demo.word_statistics", "params": {...}}')
    submitted = client.submit("demo.word_statistics", most_common=8, seconds_per_chapter=pace)
    job = screens.follow(client.follow(submitted), console)
    console.print()
    console.print(screens.statistics(client.result(job)))
    console.print(screens.history(client.history(job)))
