"""A connection to the broker of which no call waits for ever, whatever the broker does."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any
from uuid import uuid4

from celery import Celery
from kombu.connection import Connection
from kombu.exceptions import ChannelError
from kombu.messaging import Producer

#: The task that runs a job; messages name it and carry the id.
TASK = "jobkit.run"

_AMQP = "amqp"
_REDIS = "redis"
_NOT_FOUND = "404"
# Making messages is work for the interpreter, which a thread keeps for 5 ms unless it sleeps; requests need it sooner.
_BREATH = 0.00005


class Broker:
    """The broker of `app`, for one thread at a time. Everything raises what the transport raises."""

    def __init__(self, app: Celery, timeout: float) -> None:
        self._app = app
        self._timeout = timeout
        self._connection: Connection | None = None
        self._channel: Any = None
        self._confirms: Confirms | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is a connection, as far as anybody noticed."""
        return self._channel is not None

    @property
    def driver(self) -> str:
        """The kind of broker by kombu's name, such as "amqp" or "redis"; asks nobody."""
        return str(self._lazy().transport.driver_type)

    def send(self, messages: Sequence[tuple[str, dict[str, Any]]]) -> None:
        """Publish one message for each job id, with these options, and wait until the broker has them all."""
        producer = self._app.amqp.Producer(self._open(), auto_declare=False)
        try:
            with _batch(producer):
                for position, (job_id, options) in enumerate(messages):
                    if position:
                        time.sleep(_BREATH)
                    self._send_one(producer, job_id, options)
            if self._confirms is not None:
                self._confirms.wait(len(messages), self._timeout)
        except ChannelError:
            # RabbitMQ closes the channel over it, and what was sent on it may be lost.
            self._channel = None
            raise

    def _send_one(self, producer: Producer, job_id: str, options: dict[str, Any]) -> None:
        # The two halves of send_task, without what only a result or a parent task would need between them: it shares
        # the interpreter with whoever submits.
        amqp = self._app.amqp
        message = amqp.create_task_message(
            str(uuid4()), TASK, args=[job_id], argsrepr=job_id, kwargsrepr="{}", ignore_result=True
        )
        amqp.send_task_message(producer, TASK, message, retry=False, serializer="json", **options)

    def depth(self, queue: str) -> int:
        """How many messages wait in `queue`, those with a priority too; 0 when there is no such queue."""
        channel = self._open()
        try:
            return int(channel.queue_declare(queue=queue, passive=True).message_count)
        except ChannelError as error:
            # RabbitMQ closes the channel over it.
            self._channel = None
            if str(error.reply_code) == _NOT_FOUND:
                return 0
            raise

    def drop(self) -> None:
        """Leave the connection without a word: nobody may be there to answer."""
        connection, self._connection, self._channel, self._confirms = self._connection, None, None, None
        if connection is not None:
            connection.collect(socket_timeout=self._timeout)

    def close(self) -> None:
        """Leave in good order, if the broker is still there to hear it."""
        connection = self._connection
        if connection is not None and self.is_open:
            with suppress(Exception):
                connection.release()
        self.drop()

    def _lazy(self) -> Connection:
        if self._connection is None:
            connection = self._app.connection_for_write(connect_timeout=self._timeout, heartbeat=0)
            bounds = _BOUNDS.get(connection.transport.driver_type, _unbounded)(self._timeout)
            connection.transport_options = {**connection.transport_options, **bounds}
            self._connection = connection
        return self._connection

    def _open(self) -> Any:
        if self._channel is None:
            connection = self._lazy()
            connection.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=self._timeout)
            self._bound_reads(connection)
            self._channel = connection.channel()
            if connection.transport.driver_type == _AMQP:
                self._confirms = Confirms(self._channel)
        return self._channel

    def _bound_reads(self, connection: Connection) -> None:
        # py-amqp reads on when its read_timeout has passed; a timeout of the socket itself ends it.
        raw = getattr(connection.connection, "transport", None)
        if connection.transport.driver_type == _AMQP and raw is not None:
            raw.sock.settimeout(self._timeout)


def _batch(producer: Producer) -> AbstractContextManager[Any]:
    # Since kombu 5.7, and for Redis: one round trip for all.
    return producer.batch() if hasattr(producer, "batch") else nullcontext()


class Confirms:
    """Counts which messages of a channel RabbitMQ took; one wait serves a whole batch."""

    def __init__(self, channel: Any) -> None:
        self._channel = channel
        self._published = 0
        #: All numbers up to this one are confirmed, and these beyond it.
        self._up_to = 0
        self._beyond: set[int] = set()
        channel.confirm_select()
        channel.events["basic_ack"].add(self._on_ack)
        channel.events["basic_nack"].add(self._on_nack)

    def wait(self, published: int, timeout: float) -> None:
        """Wait until the `published` messages that were sent since the last wait are confirmed."""
        self._published += published
        while self._up_to < self._published:
            self._channel.connection.drain_events(timeout=timeout)

    def _on_ack(self, number: int, multiple: bool) -> None:
        # Some arrive while the batch is still being sent.
        self._beyond.update(range(self._up_to + 1, number + 1) if multiple else [number])
        while self._up_to + 1 in self._beyond:
            self._up_to += 1
            self._beyond.remove(self._up_to)

    def _on_nack(self, number: int, multiple: bool) -> None:
        raise ConnectionError("The broker refused a message.")


def _for_redis(timeout: float) -> dict[str, Any]:
    return {
        "socket_timeout": timeout,
        "socket_connect_timeout": timeout,
        "retry_on_timeout": False,
        "max_retries": 0,
    }


def _for_amqp(timeout: float) -> dict[str, Any]:
    return {
        "connect_timeout": timeout,
        "read_timeout": timeout,
        "write_timeout": timeout,
        "confirm_publish": False,
        "max_retries": 0,
    }


def _unbounded(timeout: float) -> dict[str, Any]:
    return {}


_BOUNDS: dict[str, Callable[[float], dict[str, Any]]] = {_REDIS: _for_redis, _AMQP: _for_amqp}
