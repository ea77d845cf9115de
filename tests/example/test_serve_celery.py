"""``serve_celery`` runs the web and the workers, and says which server it misses."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import kombu
import psycopg
import pytest

from django_jobkit.testing.waiting import wait_until
from tests.example.conftest import LIMIT, MANAGE, PRODUCTION, Manage, example_environment
from tests.example.site import free_port, get, submit, until_finished, until_ready
from tests.servers import RABBITMQ_URL, REDIS_URL

pytestmark = pytest.mark.slow

NOBODY = "127.0.0.1:1"
BROKERS = [
    pytest.param(REDIS_URL, marks=pytest.mark.requires_redis, id="redis"),
    pytest.param(RABBITMQ_URL, marks=pytest.mark.requires_rabbitmq, id="rabbitmq"),
]
Serve = Callable[..., tuple[str, subprocess.Popen[bytes]]]


@pytest.fixture
def postgresql() -> Iterator[str]:
    """The URL of an empty database on the PostgreSQL server."""
    user, host, port = (os.environ.get(f"PG{name}") for name in ("USER", "HOST", "PORT"))
    server = f"postgresql://{user or 'postgres'}@{host or '127.0.0.1'}:{port or 5432}"
    name = f"jobkit_example_{uuid4().hex}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as administrator:
        administrator.execute(f'CREATE DATABASE "{name}"')
        yield f"{server}/{name}"
        administrator.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def queue(request: pytest.FixtureRequest) -> Iterator[str]:
    """A queue that nobody else uses, gone after the test."""
    name = f"jobkit-example-{uuid4().hex}"
    yield name
    if url := request.node.callspec.params.get("broker"):
        with kombu.Connection(url, connect_timeout=5) as broker:
            channel = broker.default_channel
            channel.queue_delete(name)
            channel.exchange_delete(name)
            if url.startswith("redis"):
                # The bindings, and a list for each priority.
                channel.client.delete(*channel.client.keys(f"*{name}*"), name)


@pytest.fixture
def serve(queue: str, tmp_path: Path) -> Iterator[Serve]:
    """Starts ``serve_celery`` and waits until it takes work; its address and its process."""
    log = tmp_path / "serve.log"
    started = []

    def serve(url: str, *arguments: str, **given: str) -> tuple[str, subprocess.Popen[bytes]]:
        port = free_port()
        environment = example_environment(tmp_path / "unused", JOBKIT_EXECUTOR="celery", **given)
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, str(MANAGE), "serve_celery", "--port", str(port), *arguments],
                env={**environment, "DATABASE_URL": url},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        started.append(process)
        site = f"http://127.0.0.1:{port}"
        until_ready(site, process, log)
        return site, process

    yield serve
    for process in started:
        process.kill()
        process.wait()
        for pid in processes_in(log).values():
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)


def processes_in(log: Path) -> dict[str, int]:
    """The ids of the processes that were started, by name."""
    return {name: int(pid) for name, pid in re.findall(r"([\w.]+) started as process (\d+)", log.read_text())}


@pytest.mark.requires_postgresql
@pytest.mark.parametrize("broker", BROKERS)
def test_a_job_submitted_over_http_is_completed_by_a_worker_and_all_end_together(
    postgresql: str, serve: Serve, broker: str, queue: str, tmp_path: Path
) -> None:
    alive = tmp_path / "alive"
    site, process = serve(
        postgresql, CELERY_BROKER_URL=broker, CELERY_TASK_DEFAULT_QUEUE=queue, WORKER_ALIVE_FILE=str(alive)
    )
    job = until_finished(site, submit(site, "demo.add", x=5, y=3))
    assert (job["status"], job["result"]) == ("COMPLETED", 8)
    assert alive.exists()

    long = submit(site, "demo.long_running", duration=3600)
    wait_until(lambda: get(f"{site}/api/jobs/{long['id']}/")["status"] == "RUNNING", LIMIT, "a worker took it")
    process.send_signal(signal.SIGTERM)
    log = tmp_path / "serve.log"
    assert process.wait(LIMIT) == 0, log.read_text()
    assert "web ended with code 0" in log.read_text()
    assert "worker ended with code 0" in log.read_text()
    with psycopg.connect(postgresql) as connection:
        rows = connection.execute("SELECT status, error FROM jobkit_job WHERE id = %s", [long["id"]]).fetchall()
    assert rows == [("PENDING", None)]


@pytest.mark.requires_redis
@pytest.mark.parametrize("broker", BROKERS[:1])
def test_on_sqlite_it_needs_no_database_server_and_nothing_is_left_when_a_worker_was_killed(
    serve: Serve, broker: str, queue: str, tmp_path: Path
) -> None:
    environment = {"CELERY_BROKER_URL": broker, "CELERY_TASK_DEFAULT_QUEUE": queue, "WORKER_CONCURRENCY": "1"}
    site, process = serve(f"sqlite:///{tmp_path / 'jobs.sqlite3'}", "--workers", "2", **environment)
    assert until_finished(site, submit(site, "demo.add", x=1, y=2))["status"] == "COMPLETED"
    log = tmp_path / "serve.log"
    os.kill(processes_in(log)["worker.2"], signal.SIGKILL)
    assert process.wait(LIMIT) == 1
    assert "nothing runs without worker.2" in log.read_text()
    for pid in processes_in(log).values():
        with pytest.raises(ProcessLookupError):
            os.killpg(pid, 0)


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
def test_a_broker_that_is_not_there_is_named_with_what_to_do(manage: Manage, scheme: str) -> None:
    url = f"{scheme}://user:hidden@{NOBODY}//"
    answer = manage("serve_celery", "--port", str(free_port()), JOBKIT_EXECUTOR="celery", CELERY_BROKER_URL=url)
    assert answer.returncode == 1
    assert f"user:**@{NOBODY}" in answer.stderr
    assert "Start it" in answer.stderr
    assert "CELERY_BROKER_URL" in answer.stderr
    assert "hidden" not in answer.stderr + answer.stdout
    assert "Traceback" not in answer.stderr


def test_a_database_that_is_not_there_is_named_with_what_to_do(manage: Manage) -> None:
    url = f"postgresql://user:hidden@{NOBODY}/jobs"
    answer = manage("serve_celery", "--port", str(free_port()), JOBKIT_EXECUTOR="celery", DATABASE_URL=url)
    assert answer.returncode == 1
    assert f"The database jobs at {NOBODY} does not let us in" in answer.stderr
    assert "DATABASE_URL" in answer.stderr
    assert "hidden" not in answer.stderr + answer.stdout
    assert "Traceback" not in answer.stderr


def test_another_executor_is_not_served_by_it(manage: Manage) -> None:
    answer = manage("serve_celery", JOBKIT_EXECUTOR="thread")
    assert answer.returncode == 1
    assert "JOBKIT_EXECUTOR=celery" in answer.stderr


def test_a_worker_that_waits_for_its_broker_counts_as_alive(database: Path, tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    environment = example_environment(
        database, JOBKIT_EXECUTOR="celery", CELERY_BROKER_URL=f"redis://{NOBODY}/0", WORKER_ALIVE_FILE=str(alive)
    )
    with (tmp_path / "log").open("wb") as log:
        worker = subprocess.Popen(
            [sys.executable, "-m", "celery", "--app", "config", "worker", "--concurrency", "1"],
            cwd=MANAGE.parent,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        wait_until(alive.exists, LIMIT, "the file is there")
        os.utime(alive, (0, 0))
        wait_until(lambda: alive.stat().st_mtime > 0, LIMIT, "the file is young again")
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def test_production_with_celery_insists_on_a_broker(manage: Manage) -> None:
    answer = manage("check", JOBKIT_EXECUTOR="celery", **PRODUCTION)
    assert answer.returncode == 1
    assert "CELERY_BROKER_URL is not set. Name the broker: redis://" in answer.stderr
