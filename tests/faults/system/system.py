"""One system under test: a database, perhaps a broker, processes, and everything that can be held against it."""

from __future__ import annotations

import json
import os
from typing import Any

from tests.faults import ledger
from tests.faults.checker import Expectations, Violated, check
from tests.faults.checker.evidence import Evidence
from tests.faults.checker.reading import Database
from tests.faults.failpoints.arms import FOLDER_VARIABLE, ROLE_VARIABLE, Switchboard
from tests.faults.patience import holds_within, wait_for
from tests.faults.servers.ports import LOOPBACK
from tests.faults.servers.postgresql import PostgreSQL
from tests.faults.servers.proxy import Proxy
from tests.faults.servers.rabbitmq import RabbitMQ
from tests.faults.servers.redis import Redis
from tests.faults.system.plan import LEASE, RECOVERY, Plan
from tests.faults.system.processes import Processes
from tests.faults.system.services import Services, migrate, python_path

__all__ = ["LEASE", "RECOVERY", "Plan", "System"]


class System(Processes):
    """Nothing runs until it is started; `close` ends everything."""

    def __init__(self, services: Services, plan: Plan, name: str) -> None:
        super().__init__(plan, services.folder_for(name))
        self.ledger_path = self.folder / "ledger"
        self.failpoints = Switchboard(self.folder / "failpoints")
        self._services = services
        self._proxies: list[Proxy] = []
        self.cluster, self.database_url = self._make_database()
        self.rabbitmq = RabbitMQ() if plan.broker == "rabbitmq" else None
        #: A server of this system's own, for it may be killed, and systems may run side by side.
        self.redis = Redis() if plan.broker == "redis" else None
        if self.redis:
            self.redis.start()
        #: Before the database and the broker; nobody notices them in the mode "pass".
        self.database_proxy = self._proxy(self.cluster.port) if self.cluster else None
        self.broker_proxy = self._proxy(self._broker_port) if plan.broker else None

    # What it consists of

    def _make_database(self) -> tuple[PostgreSQL | None, str]:
        if self.plan.database == "sqlite":
            url = f"sqlite://{self.folder / 'database.sqlite3'}"
            migrate(url, self.plan.source)
            return None, url
        cluster = self._services.postgresql
        if self.plan.own_cluster:
            cluster = PostgreSQL()
            cluster.create()
            cluster.start()
        name = self._services.new_postgresql_database(cluster, self.plan.source)
        return cluster, f"postgresql://postgres@{LOOPBACK}:{cluster.port}/{name}"

    @property
    def database_name(self) -> str:
        """The name of the database in its cluster."""
        return self.database_url.rpartition("/")[2]

    @property
    def _broker_port(self) -> int:
        broker = self.rabbitmq or self.redis
        assert broker is not None, "this system has no broker"
        return broker.port

    def _proxy(self, port: int) -> Proxy:
        proxy = Proxy(port)
        self._proxies.append(proxy)
        return proxy

    def _broker_url(self) -> str:
        assert self.broker_proxy is not None
        if self.rabbitmq:
            return self.rabbitmq.url(self.broker_proxy.port)
        return f"redis://{LOOPBACK}:{self.broker_proxy.port}/0"

    def environment(self, role: str, *, clock: float = 0.0, proxied: bool = True, **settings: Any) -> dict[str, str]:
        """What a process of this system has to know; `settings` are JOBKIT's, for this process alone."""
        url = self.database_url
        if self.database_proxy and proxied:
            url = f"postgresql://postgres@{LOOPBACK}:{self.database_proxy.port}/{self.database_name}"
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("JOBKIT_")},
            "DJANGO_SETTINGS_MODULE": "tests.faults.host.settings",
            "PYTHONPATH": python_path(self.plan.source),
            "PYTHONUNBUFFERED": "1",
            "PYTHONFAULTHANDLER": "1",
            "HOME": str(self.folder),
            "JOBKIT_FAULTS_FOLDER": str(self.folder),
            "JOBKIT_FAULTS_DATABASE": url,
            "JOBKIT_FAULTS_DATABASE_OPTIONS": json.dumps(dict(self.plan.database_options)),
            "JOBKIT_FAULTS_ATOMIC_REQUESTS": "yes" if self.plan.atomic_requests else "no",
            "JOBKIT_FAULTS_EXECUTOR": self.plan.executor,
            "JOBKIT_FAULTS_BROKER": self._broker_url() if self.plan.broker else "",
            "JOBKIT_FAULTS_QUEUE_PREFIX": self.rabbitmq.queue("default").removesuffix("default")
            if self.rabbitmq
            else "",
            "JOBKIT_FAULTS_SETTINGS": json.dumps({**self.plan.settings, **settings}),
            "JOBKIT_FAULTS_CELERY": json.dumps(dict(self.plan.celery)),
            "JOBKIT_FAULTS_CLOCK": str(clock),
            FOLDER_VARIABLE: str(self.failpoints.folder),
            ROLE_VARIABLE: role,
        }

    # The broker

    def depth(self) -> int:
        """How many messages wait in the broker."""
        if self.rabbitmq:
            return self.rabbitmq.depth("default")
        return self.redis.depth() if self.redis else 0

    def empty_broker(self) -> None:
        """Throw all messages that wait away."""
        if self.rabbitmq:
            self.rabbitmq.empty("default")
        if self.redis:
            self.redis.empty()

    # What happened

    def open_gate(self, name: str) -> None:
        """Let the gated jobs that wait for it end."""
        (self.folder / f"gate-{name}").touch()

    def entries(self, event: str = "start", job: str = "") -> list[ledger.Entry]:
        """What the ledger says of this event, of one job or of all."""
        found = ledger.read(self.ledger_path)
        return [entry for entry in found if entry.event == event and job in {"", entry.job}]

    def wait_for_starts(self, count: int, job: str = "", within: float = 30.0) -> list[ledger.Entry]:
        """Wait until handlers were begun so often."""
        wait_for(lambda: len(self.entries("start", job)) >= count, within, f"{count} starts of {job or 'any job'}")
        return self.entries("start", job)

    def database(self) -> Database:
        """A raw connection to the database, past proxy and package."""
        return Database(self.database_url)

    def open_jobs(self) -> list[tuple[Any, ...]]:
        """Ids and statuses of the jobs that have not ended."""
        with self.database() as database:
            return database.rows("SELECT id, status FROM jobkit_job WHERE status IN ('PENDING', 'RUNNING')")

    def settle(self, within: float = 60.0) -> None:
        """Wait until every job is terminal; that some are not is for `check` to say."""
        holds_within(lambda: not self.open_jobs(), within)

    def evidence(self) -> Evidence:
        """All that is known of what happened."""
        with self.database() as database:
            return Evidence.gather(database, self.folder)

    def check(self, within: float = 60.0, **expectations: Any) -> Evidence:
        """Wait until every job is terminal, then check every invariant; raises Violated with the counter-examples."""
        if expectations.get("all_terminal", True):
            self.settle(within)
        evidence = self.evidence()
        violations = check(evidence, Expectations(**expectations))
        if violations:
            raise Violated(violations, evidence)
        return evidence

    def close(self) -> None:
        """End every process, whatever state it is in, and remove what is ours alone."""
        for process in self.processes:
            process.end()
        for proxy in self._proxies:
            proxy.close()
        for broker in (self.rabbitmq, self.redis):
            if broker:
                broker.remove()
        if self.cluster and self.plan.own_cluster:
            self.cluster.remove()
        elif self.cluster:
            self.cluster.execute(f'DROP DATABASE IF EXISTS "{self.database_name}" WITH (FORCE)')
