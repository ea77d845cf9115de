"""What a system under test consists of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from tests.faults.system.services import SOURCE

Executor = Literal["thread", "celery", "django_tasks"]
Broker = Literal["rabbitmq", "redis"]
#: Seconds from the loss of a worker until its jobs are found: LEASE and a tick of the host's settings, and patience.
LEASE = 3.0
RECOVERY = LEASE + 0.5 + 1.5


@dataclass(frozen=True, slots=True)
class Plan:
    """What a system consists of."""

    executor: str = "thread"
    broker: Broker | None = None
    database: Literal["postgresql", "sqlite"] = "postgresql"
    #: JOBKIT settings that differ from those of the host.
    settings: Mapping[str, Any] = field(default_factory=dict)
    #: Further Django settings under Celery, e.g. CELERY_TASK_ACKS_LATE.
    celery: Mapping[str, Any] = field(default_factory=dict)
    #: Options of the database driver.
    database_options: Mapping[str, Any] = field(default_factory=dict)
    #: Whether each request is a transaction.
    atomic_requests: bool = False
    #: A PostgreSQL cluster of its own, for one that is to be killed; otherwise a database in a shared one.
    own_cluster: bool = False
    #: The package to run; another one is a copy with a seeded bug.
    source: Path = SOURCE
