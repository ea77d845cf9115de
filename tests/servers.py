"""The servers that tests talk to, and where they are."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

REDIS_URL = os.environ.get("JOBKIT_TEST_REDIS_URL", "redis://127.0.0.1:6379/0")
RABBITMQ_URL = os.environ.get("JOBKIT_TEST_RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672//")


@dataclass(frozen=True, slots=True)
class Server:
    """A server by name and address."""

    name: str
    host: str
    port: int

    def is_listening(self) -> bool:
        """Whether it accepts connections."""
        try:
            with socket.create_connection((self.host, self.port), timeout=2):
                return True
        except OSError:
            return False

    @classmethod
    def from_variables(cls, name: str, host: str, port: str, default_port: int) -> Server:
        """The server whose host and port are in these two environment variables."""
        return cls(name, os.environ.get(host, "127.0.0.1"), int(os.environ.get(port, default_port)))

    @classmethod
    def from_url(cls, name: str, url: str, default_port: int) -> Server:
        """The server that `url` names."""
        parts = urlsplit(url)
        return cls(name, parts.hostname or "127.0.0.1", parts.port or default_port)


# By the marker that asks for it; pyproject.toml explains each.
REQUIRED_BY = {
    "requires_postgresql": Server.from_variables("PostgreSQL", "PGHOST", "PGPORT", 5432),
    "requires_mariadb": Server.from_variables("MariaDB", "MYSQL_HOST", "MYSQL_PORT", 3306),
    "requires_redis": Server.from_url("Redis", REDIS_URL, 6379),
    "requires_rabbitmq": Server.from_url("RabbitMQ", RABBITMQ_URL, 5672),
}
