"""What gunicorn does with bodies that nobody reads."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("fcntl", reason="gunicorn does not know Windows")

from gunicorn.http.body import Body, LengthReader
from gunicorn.http.unreader import SocketUnreader

from config import gunicorn

LENGTH = 1_000_000
Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A client and the server's end."""
    client, server = socket.socketpair()
    with client, server:
        yield client, server


def answered(server: socket.socket, status: int = 413, unreader: Any = None) -> float:
    """Seconds that it takes after a request with a body was answered unread."""
    request = SimpleNamespace(body=Body(LengthReader(unreader or SocketUnreader(server), LENGTH)))
    began = time.monotonic()
    worker, response = SimpleNamespace(alive=True), SimpleNamespace(status_code=status)
    gunicorn.post_request(worker, request, {"gunicorn.socket": server}, response)
    return time.monotonic() - began


def sending(client: socket.socket, data: bytes) -> threading.Thread:
    """Send meanwhile, as far as anybody listens."""

    def send() -> None:
        with suppress(OSError):
            client.sendall(data)

    thread = threading.Thread(target=send)
    thread.start()
    return thread


def test_the_body_of_a_refused_request_is_read_to_its_end_and_no_further(pair: Pair) -> None:
    client, server = pair
    # From it gunicorn takes the next request as well; how far ahead it has read depends on its release.
    unreader = SocketUnreader(server)
    thread = sending(client, b"x" * LENGTH + b"GET / HTTP/1.1")
    answered(server, unreader=unreader)
    thread.join(10)
    assert server.gettimeout() is None
    server.settimeout(10)
    rest = b""
    while len(rest) < len(b"GET / HTTP/1.1"):
        rest += unreader.read()
    assert rest == b"GET / HTTP/1.1"


def test_nothing_is_read_after_an_answer_that_refused_nothing(pair: Pair) -> None:
    client, server = pair
    server.settimeout(10)
    client.sendall(b"x")
    answered(server, 200)
    assert server.recv(100) == b"x"


def test_a_client_that_falls_silent_is_not_waited_for_long(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gunicorn, "LINGER_SILENCE", 0.2)
    client, server = pair
    client.sendall(b"x")
    assert answered(server) < 5


def test_a_client_that_sends_drop_by_drop_is_not_heard_for_ever(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gunicorn, "LINGER_SECONDS", 0.5)
    client, server = pair
    has_ended = threading.Event()

    def drip() -> None:
        with suppress(OSError):
            while not has_ended.wait(0.05):
                client.send(b"x")

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        assert answered(server) < 5
    finally:
        has_ended.set()
        thread.join(10)


def test_no_more_is_read_than_would_be_taken_in(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gunicorn, "LINGER_BYTES", 1000)
    client, server = pair
    thread = sending(client, b"x" * LENGTH)
    answered(server)
    # It has more to say than fits between the two.
    assert thread.is_alive()
    server.close()
    thread.join(10)
