"""Queues of this run's own on real brokers, and servers that are worse than none."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

from celery import Celery
from kombu.exceptions import ChannelError

from tests.servers import RABBITMQ_URL, REDIS_URL

URLS = {"redis": REDIS_URL, "rabbitmq": RABBITMQ_URL}
# Of a hard close: the peer gets a reset instead of an end.
_RESET = struct.pack("ii", 1, 0)


@dataclass
class Channel:
    """A Celery app whose default queue nobody else uses, seen from the far end of it."""

    url: str
    queue: str = field(default_factory=lambda: f"jobkit-test-{uuid4().hex[:12]}")
    settings: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.used = {self.queue}
        self.app = Celery(self.queue, broker=self.url, set_as_current=False)
        self.app.conf.update(task_default_queue=self.queue, **self.settings)

    def at(self, url: str) -> Channel:
        """The same queue by another address."""
        return Channel(url, self.queue, self.settings)

    def take(self, queue: str | None = None, most: int = 100_000) -> list[Any]:
        """Take messages off the queue."""
        name = queue or self.queue
        self.used.add(name)
        taken: list[Any] = []
        with self.app.connection() as connection, contextlib.suppress(ChannelError):
            channel = connection.default_channel
            while len(taken) < most and (message := channel.basic_get(name, no_ack=True)) is not None:
                taken.append(channel.message_to_python(message))
        return taken

    def ids(self, queue: str | None = None, most: int = 100_000) -> list[str]:
        """Take messages off the queue, and give the ids in them."""
        return [json.loads(message.body)[0][0] for message in self.take(queue, most)]

    def depth(self) -> int:
        """How many messages wait."""
        with self.app.connection() as connection:
            try:
                return int(connection.default_channel.queue_declare(self.queue, passive=True).message_count)
            except ChannelError:
                return 0

    def delete(self) -> None:
        """Leave nothing behind."""
        for name in self.used:
            with self.app.connection() as connection, contextlib.suppress(ChannelError):
                connection.default_channel.queue_delete(name)
                if connection.transport.driver_type == "redis":
                    # kombu forgets these.
                    bindings = (f"_kombu.binding.{name}", f"_kombu.binding_permanent.{name}")
                    connection.default_channel.client.delete(*bindings)


def address(url: str, port: int) -> str:
    """`url`, but on this port of this machine."""
    parts = urlsplit(url)
    login = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    return urlunsplit(parts._replace(netloc=f"{login}127.0.0.1:{port}"))


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Gate:
    """Stands before a broker and lets everything pass, nothing, or breaks what comes."""

    def __init__(self, url: str, port: int = 0, *, mode: str = "pass") -> None:
        parts = urlsplit(url)
        self._target = (parts.hostname or "127.0.0.1", parts.port or (6379 if parts.scheme == "redis" else 5672))
        self._mode = mode
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", port))
        self.url = address(url, self._listener.getsockname()[1])
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def be(self, mode: str) -> None:
        """ "pass", "silent" (takes everything, answers nothing) or "reset" """
        self._mode = mode

    def cut(self) -> None:
        """Break all connections that are open."""
        while self._open:
            _reset(self._open.pop())

    def close(self) -> None:
        """Be gone."""
        self._mode = "reset"
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join(5)
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self._mode == "reset":
                _reset(client)
                continue
            self._open.append(client)
            if self._mode == "pass":
                server = socket.create_connection(self._target)
                self._open.append(server)
                for ends in ((client, server), (server, client)):
                    threading.Thread(target=self._pump, args=ends, daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                if self._mode == "pass":
                    target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def _reset(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        end.shutdown(socket.SHUT_RDWR)
    end.close()
