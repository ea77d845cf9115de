"""Who is compared with whom, and with which settings."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

#: Tells the queues, keys and databases of this run from everybody else's on the same servers.
RUN = f"bench{uuid4().hex[:8]}"

BROKERS: Mapping[str, str] = {
    "RabbitMQ": os.environ.get("BENCH_RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672//"),
    "Redis": os.environ.get("BENCH_REDIS_URL", "redis://127.0.0.1:6379/0"),
}

_PYTHON = [sys.executable, "-m"]
# The one worker of a queue has nobody to gossip with.
_CELERY = [*_PYTHON, "celery", "-A", "benchmarks.peers.celery_app", "worker", "--loglevel", "ERROR"]
_CELERY += ["--pool", "prefork", "--without-gossip", "--without-mingle"]
_COMMANDS: Mapping[str, list[str]] = {
    "celery": _CELERY,
    "procrastinate": [*_PYTHON, "django", "procrastinate", "worker", "--concurrency", "{concurrency}"],
    "django-q2": [*_PYTHON, "django", "qcluster"],
    # By default it looks once a second, and runs one task at a time; see `processes`.
    "django-tasks-db": [*_PYTHON, "django", "db_worker", "-v", "0", "--interval", "0.05", "--no-startup-delay"],
    "thread": [*_PYTHON, "django", "jobkit_worker"],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """One library with one broker."""

    name: str
    library: str
    adapter: str
    #: What its workers are: a key of the commands above.
    worker: str
    broker: str = ""
    #: Slots that it takes for a worker to hold twenty jobs, those included that it only fetched.
    slots_for_twenty: int = 20
    #: Whether a message is sent when the broker has it, rather than when it is on its way; for RabbitMQ.
    confirmed: bool = False
    #: Whether a slot is a process of its own to be started, rather than the worker's affair.
    process_per_slot: bool = False

    @property
    def is_ours(self) -> bool:
        """Whether it is what all the others are measured for."""
        return self.library == "jobkit"

    @property
    def runs_in_process(self) -> bool:
        """Whether the process that submits runs the jobs, when speed is measured."""
        return self.worker == "thread"

    def mark(self, purpose: str) -> str:
        """A name for everything that this contender keeps on a server for `purpose`."""
        return f"{RUN}_{purpose}_{self.name}".lower().translate(str.maketrans(" ,-", "___"))

    def environment(self, purpose: str, concurrency: int, broker_url: str | None = None) -> dict[str, str]:
        """What its processes find in theirs."""
        return {
            "DJANGO_SETTINGS_MODULE": "benchmarks.peers.settings",
            "PYTHONWARNINGS": "ignore",
            "BENCH_LIBRARY": self.library,
            "BENCH_EXECUTOR": self.worker,
            "BENCH_MARK": self.mark(purpose),
            "BENCH_DATABASE": self.mark(purpose),
            "BENCH_BROKER_URL": broker_url or BROKERS.get(self.broker, ""),
            "BENCH_CONFIRMED": "yes" if self.confirmed else "",
            "BENCH_CONCURRENCY": str(concurrency),
        }

    def commands(self, concurrency: int) -> list[list[str]]:
        """What to start for a worker with so many slots."""
        command = [part.format(concurrency=concurrency) for part in _COMMANDS[self.worker]]
        if self.worker == "celery":
            command += ["--concurrency", str(concurrency), "--hostname", f"{uuid4().hex[:12]}@%h"]
        return [command] * (concurrency if self.process_per_slot else 1)


def _jobkit(name: str, worker: str, **more: str | int) -> Contender:
    return Contender(name=name, library="jobkit", adapter="benchmarks.peers.with_jobkit.Jobkit", worker=worker, **more)


def _celery(broker: str, *, confirmed: bool = False) -> Contender:
    return Contender(
        name=f"Celery, {broker}, confirmed" if confirmed else f"Celery, {broker}",
        confirmed=confirmed,
        library="celery",
        adapter="benchmarks.peers.with_celery.Celery",
        worker="celery",
        broker=broker,
        slots_for_twenty=4,
    )


CONTENDERS = (
    _jobkit("jobkit, Celery, RabbitMQ", "celery", broker="RabbitMQ", slots_for_twenty=4),
    _celery("RabbitMQ"),
    _celery("RabbitMQ", confirmed=True),
    _jobkit("jobkit, Celery, Redis", "celery", broker="Redis", slots_for_twenty=4),
    _celery("Redis"),
    _jobkit("jobkit, threads", "thread"),
    Contender(
        name="procrastinate",
        library="procrastinate",
        adapter="benchmarks.peers.with_procrastinate.Procrastinate",
        worker="procrastinate",
    ),
    Contender(
        name="django-q2, Redis",
        library="django-q2",
        adapter="benchmarks.peers.with_django_q2.DjangoQ2",
        worker="django-q2",
        broker="Redis",
        slots_for_twenty=4,
    ),
    Contender(
        name="django-tasks-db",
        library="django-tasks-db",
        adapter="benchmarks.peers.with_django_tasks_db.DjangoTasksDb",
        worker="django-tasks-db",
        process_per_slot=True,
    ),
)
