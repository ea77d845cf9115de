"""The processes of a system under test: workers of its executor, and web servers."""

from __future__ import annotations

import os
import sys
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.faults.patience import wait_for
from tests.faults.servers.ports import LOOPBACK, answers, free_port
from tests.faults.servers.process import Process
from tests.faults.system.client import Client
from tests.faults.system.plan import Plan


class Processes(ABC):
    """Starts them; each gets the environment of the system, a role, and a log in its folder."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self.plan = plan
        self.folder = folder
        self.client_log = folder / "answers"
        #: All that were ever started.
        self.processes: list[Process] = []

    @abstractmethod
    def environment(self, role: str, *, clock: float = 0.0, proxied: bool = True, **settings: Any) -> dict[str, str]:
        """What a process has to know."""

    def start(self, *arguments: str, role: str, **environment: Any) -> Process:
        """Start ``python`` with these arguments as a process of this system."""
        log = self.folder / f"{role}-{len(self.processes)}.log"
        process = Process([sys.executable, *arguments], self.environment(role, **environment), log, role)
        self.processes.append(process)
        return process

    def start_worker(
        self, role: str = "worker", *, ready: bool = True, pool: str = "prefork", **environment: Any
    ) -> Process:
        """Start what runs jobs under this system's executor, and wait until it does unless told not to."""
        if self.plan.executor == "celery":
            return self._start_celery(role, ready=ready, pool=pool, **environment)
        if self.plan.executor == "django_tasks":
            # Where jobs may start by themselves, it looks after them too.
            alone = {"AUTOSTART": True, **environment}
            return self.start("-m", "django", "db_worker", "--interval", "0.2", role=role, **alone)
        worker = self.start("-m", "django", "jobkit_worker", role=role, **environment)
        if ready:
            worker.says("runs up to")
        return worker

    def _start_celery(self, role: str, *, ready: bool, pool: str, **environment: Any) -> Process:
        concurrency = environment.get("CONCURRENCY", 4)
        worker = self.start(
            *("-m", "celery", "-A", "tests.faults.host.celery_app", "worker", "--loglevel", "INFO"),
            *("--pool", pool, "--concurrency", str(concurrency), "--without-gossip", "--without-mingle"),
            *("-n", f"{role}-{len(self.processes)}-{os.getpid()}@faults"),
            role=role,
            **environment,
        )
        if ready:
            worker.says(" ready.")
        return worker

    def start_web(
        self,
        role: str = "web",
        *,
        processes: int = 1,
        threads: int = 8,
        ready: bool = True,
        preloading: str = "",
        **environment: Any,
    ) -> Client:
        """Start a web server with the REST API, perhaps loading `preloading` before it forks; answers a client."""
        application = ("--preload", preloading) if preloading else ("tests.faults.host.wsgi:application",)
        port = free_port()
        self.start(
            *("-m", "gunicorn", "--bind", f"{LOOPBACK}:{port}", "--workers", str(processes), "--threads", str(threads)),
            *("--worker-tmp-dir", str(self.folder), "--timeout", "60", *application),
            role=role,
            **environment,
        )
        client = Client(port, self.client_log)
        if ready:
            self.await_web(client)
        return client

    def await_web(self, client: Client) -> None:
        """Wait until a web server that was started takes connections."""
        wait_for(lambda: answers(client.port), 30, f"the web server on port {client.port}")

    def web_process(self, role: str = "web") -> Process:
        """The newest web server of that role."""
        return next(process for process in reversed(self.processes) if process.name == role)

    @property
    def running(self) -> Sequence[Process]:
        """Every process that has not ended."""
        return [process for process in self.processes if process.is_alive]

    def worker_of(self, pid: int) -> Process:
        """The process that leads the group of `pid`: itself, or the worker that it is a child of."""
        leader = os.getpgid(pid)
        return next(process for process in self.processes if process.pid == leader)
