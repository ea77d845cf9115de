"""Queues of our own on the RabbitMQ server that everybody shares; a proxy before it makes it fail for us alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from tests.servers import RABBITMQ_URL, Server


class RabbitMQ:
    """The queues of one run, known by a prefix."""

    name = "RabbitMQ"

    def __init__(self) -> None:
        self.port = urlsplit(RABBITMQ_URL).port or 5672
        self.prefix = f"jobkit-faults-{os.getpid()}-{uuid4().hex[:8]}"
        self._queues: set[str] = set()

    @staticmethod
    def is_listening() -> bool:
        """Whether the server answers."""
        return Server.from_url("RabbitMQ", RABBITMQ_URL, 5672).is_listening()

    def url(self, port: int | None = None) -> str:
        """Its address, or that of a proxy at `port` before it."""
        parts = urlsplit(RABBITMQ_URL)
        login = f"{parts.username or 'guest'}:{parts.password or 'guest'}"
        return f"amqp://{login}@127.0.0.1:{port or self.port}/{parts.path.removeprefix('/')}"

    def queue(self, name: str) -> str:
        """The name on the server of what the system calls `name`."""
        queue = f"{self.prefix}-{name}"
        self._queues.add(queue)
        return queue

    def depth(self, name: str) -> int:
        """How many messages wait; 0 when there is no such queue."""
        with self._channel() as channel:
            try:
                return int(channel.queue_declare(self.queue(name), passive=True).message_count)
            except channel.connection.channel_errors:
                return 0

    def empty(self, name: str) -> None:
        """Throw all messages that wait away."""
        with self._channel() as channel:
            try:
                channel.queue_purge(self.queue(name))
            except channel.connection.channel_errors:
                return

    def remove(self) -> None:
        """Delete the queues and their exchanges."""
        for queue in self._queues:
            with self._channel() as channel:
                channel.queue_delete(queue)
                # Celery makes an exchange of the same name beside each queue.
                channel.exchange_delete(queue)

    @contextmanager
    def _channel(self) -> Iterator[Any]:
        from kombu import Connection

        with Connection(self.url(), connect_timeout=5) as connection:
            yield connection.channel()
