"""What every test may lean on: the run's database, services beside it, and a clean slate of gates."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import hypothesis
import pytest
from django.db import connection

from tests.tasks.gates import gates

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

# A busy machine is no counterexample, and CI tries the same examples every time.
hypothesis.settings.register_profile("jobkit", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("jobkit")

pytest_plugins = ["django_jobkit.testing.plugin"]

SERVICES = {
    "requires_postgresql": ("PostgreSQL", "PGHOST", "PGPORT", 5432),
    "requires_mariadb": ("MariaDB", "MYSQL_HOST", "MYSQL_PORT", 3306),
}


def is_listening(host: str, port: int) -> bool:
    """Whether something accepts connections there."""
    try:
        with socket.create_connection((host, port), timeout=2):
            return True
    except OSError:
        return False


def demand_service(name: str, host: str, port: int) -> None:
    """Skip without the service, or fail where skipping would hide a hole in CI."""
    if is_listening(host, port):
        return
    reason = f"{name} does not answer at {host}:{port}"
    if os.environ.get("JOBKIT_REQUIRE_SERVICES"):
        pytest.fail(reason)
    pytest.skip(reason)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Act on the markers that pyproject.toml lists."""
    for marker, (name, host, port, default_port) in SERVICES.items():
        if item.get_closest_marker(marker):
            address = os.environ.get(host, "127.0.0.1"), int(os.environ.get(port, default_port))
            demand_service(name, *address)
    only_on = item.get_closest_marker("only_on")
    if only_on and connection.vendor not in only_on.args:
        pytest.skip(f"is about {' and '.join(only_on.args)}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Write lone surrogates, which some tests log on purpose, as escapes: xdist cannot carry them."""
    report = yield
    report.sections = [(name, text.encode(errors="backslashreplace").decode()) for name, text in report.sections]
    return report


@pytest.fixture(autouse=True)
def _closed_gates() -> Iterator[None]:
    """Let go of every handler that a failed test left waiting."""
    yield
    for gate in gates.values():
        gate.opened.set()
    gates.clear()


@pytest.fixture
def process_environment(transactional_db: None) -> dict[str, str]:
    """The environment in which a process started by a test works on this run's database."""
    return {**os.environ, "JOBKIT_TEST_DATABASE": str(connection.settings_dict["NAME"])}
