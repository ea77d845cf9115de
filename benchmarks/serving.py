"""How fast statuses are served over gunicorn, and by a large table."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import connection

from benchmarks.floor import Floor
from benchmarks.jobs import noop
from benchmarks.measure import Measure, interleaved

_CLIENTS = 4
_PATIENCE = 30.0


@contextmanager
def _gunicorn() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "benchmarks.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--threads", str(_CLIENTS), "--keep-alive", "60", "--log-level", "error"]
    environment = {**os.environ, "BENCH_DATABASE": connection.settings_dict["NAME"]}
    server = subprocess.Popen(command, env=environment)
    try:
        _await(port)
        yield port
    finally:
        server.terminate()
        server.wait(_PATIENCE)


def _await(port: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("gunicorn does not answer.")


def _rate(port: int, path: str, headers: Mapping[str, str], expected: int, duration: float) -> float:
    """Requests a second by a few clients that keep their connections."""
    counts = [0] * _CLIENTS
    until = time.monotonic() + duration

    def client(index: int) -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        while time.monotonic() < until:
            link.request("GET", path, headers=dict(headers))
            answer = link.getresponse()
            answer.read()
            assert answer.status == expected, answer.status
            counts[index] += 1
        link.close()

    threads = [threading.Thread(target=client, args=[index]) for index in range(_CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / duration


def status_get(floor: Floor, repeats: int, duration: float) -> list[Measure]:
    """GET of one job, in full and not modified, beside a bare view of one row."""
    bare = f"/bare/{floor.insert()}/"
    path = f"/api/jobs/{noop.submit().id}/"
    with _gunicorn() as port:
        etag = _etag(port, path)
        at_floor, full = interleaved(
            lambda: _rate(port, bare, {}, 200, duration), lambda: _rate(port, path, {}, 200, duration), repeats
        )
        at_floor_too, unchanged = interleaved(
            lambda: _rate(port, bare, {}, 200, duration),
            lambda: _rate(port, path, {"If-None-Match": etag}, 304, duration),
            repeats,
        )
    return [
        Measure(
            name="status GET over gunicorn",
            unit="requests/s",
            floor=at_floor,
            ours=full,
            target=0.6,
            at_most=False,
            peers="minimal DRF views 0.45 to 0.73",
        ),
        Measure(
            name="status GET, not modified",
            unit="requests/s",
            floor=at_floor_too,
            ours=unchanged,
            target=0.8,
            at_most=False,
            peers="",
        ),
    ]


def _etag(port: int, path: str) -> str:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    link.request("GET", path)
    answer = link.getresponse()
    answer.read()
    link.close()
    etag = answer.getheader("ETag")
    assert answer.status == 200 and etag, (answer.status, etag)
    return etag
