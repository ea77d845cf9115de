"""How gunicorn serves the example project."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from typing import Any

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

# Twice the largest upload, for this many seconds, of which so many without a word: as long as nginx would read on.
LINGER_BYTES = 2 * 1024**3
LINGER_SECONDS = 30.0
LINGER_SILENCE = 5.0
_PIECE = 64 * 1024


def post_request(worker: Any, request: Any, environ: dict[str, Any], response: Any) -> None:
    """Read on, within bounds, where a request was refused before its body was read.

    Many clients listen only when they have sent everything, and a connection that is closed with something unread in it
    breaks: they would be told of the network, and not why they were refused.
    """
    if response is None or response.status_code < HTTPStatus.BAD_REQUEST:
        return
    connection: socket.socket = environ["gunicorn.socket"]
    with suppress(OSError), _deaf_after(LINGER_SECONDS, connection):
        connection.settimeout(LINGER_SILENCE)
        _read_on(worker, request.body)
    with suppress(OSError):
        connection.settimeout(None)


def _read_on(worker: Any, body: Any) -> None:
    read = 0
    while worker.alive and read < LINGER_BYTES and (piece := body.read(_PIECE)):
        read += len(piece)


@contextmanager
def _deaf_after(seconds: float, connection: socket.socket) -> Iterator[None]:
    # A read waits for all of its piece, however slowly that comes. TLS would not let another thread end it; what lies
    # below does.
    with socket.fromfd(connection.fileno(), connection.family, connection.type) as below:
        timer = threading.Timer(seconds, _deafen, [below])
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()


def _deafen(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RD)
