"""What every test may lean on: the run's database, services beside it, and a clean slate of gates."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import hypothesis
import pytest
from django.db import connection

from django_jobkit.core.installed import is_installed
from django_jobkit.exceptions import ExtraMissing
from tests.servers import REQUIRED_BY, Server
from tests.tasks.gates import gates

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

# A busy machine is no counterexample, and CI tries the same examples every time.
hypothesis.settings.register_profile("jobkit", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("jobkit")

pytest_plugins = ["django_jobkit.testing.plugin"]

#: What each extra brings, by a module of it.
EXTRAS = {
    "egress": "requests_hardened",
    "files": "ijson",
    "parquet": "pyarrow",
    "questions": "fsrs",
    "scans": "dlt",
    "secrets": "cryptography",
}


def demand(server: Server) -> None:
    """Skip without the server, or fail where skipping would hide a hole in CI."""
    if server.is_listening():
        return
    reason = f"{server.name} does not answer at {server.host}:{server.port}"
    if os.environ.get("JOBKIT_REQUIRE_SERVICES"):
        pytest.fail(reason)
    pytest.skip(reason)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Act on the markers that pyproject.toml lists."""
    for marker, server in REQUIRED_BY.items():
        if item.get_closest_marker(marker):
            demand(server)
    only_on = item.get_closest_marker("only_on")
    if only_on and connection.vendor not in only_on.args:
        pytest.skip(f"is about {' and '.join(only_on.args)}")
    for marker in item.iter_markers("requires_extra"):
        for extra in marker.args:
            if not is_installed(EXTRAS[extra]):
                pytest.skip(f"needs the extra {extra!r}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, None, None]:
    """Skip what finds out by itself that it needs an extra that is not here."""
    try:
        return (yield)
    except ExtraMissing as error:
        if all(map(is_installed, EXTRAS.values())):
            raise
        pytest.skip(error.message)


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
