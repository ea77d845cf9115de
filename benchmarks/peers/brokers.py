"""Leave nothing behind on brokers that others use as well."""

from __future__ import annotations

from kombu import Connection
from kombu.exceptions import OperationalError
from redis import Redis

from benchmarks.peers.contender import BROKERS


def sweep(mark: str, broker: str) -> None:
    """Remove the queue, the exchange and the keys that are called after `mark`."""
    if broker == "RabbitMQ":
        with Connection(BROKERS[broker]) as connection:
            connection.default_channel.queue_delete(mark)
            connection.default_channel.exchange_delete(mark)
    elif broker == "Redis":
        with Redis.from_url(BROKERS[broker]) as redis:
            for key in redis.scan_iter(f"*{mark}*", count=1000):
                redis.delete(key)


def missing() -> list[str]:
    """The brokers that do not answer."""
    return [name for name, url in BROKERS.items() if not _answers(url)]


def _answers(url: str) -> bool:
    try:
        with Connection(url, connect_timeout=3) as connection:
            connection.ensure_connection(max_retries=1)
    except OperationalError:
        return False
    return True
