"""Fixtures of the fault tests: what they share, started once and removed whatever happens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.servers.postgresql import binaries
from tests.faults.system.services import Services


def pytest_addoption(parser: pytest.Parser) -> None:
    """The number of trials is a matter of patience."""
    parser.addoption(
        "--trials", type=int, default=None, help="trials in each cell of each scenario, instead of the short form's"
    )


@pytest.fixture(scope="session")
def services() -> Iterator[Services]:
    """Servers and prepared databases."""
    if binaries() is None:
        pytest.fail("the fault tests need PostgreSQL's server programs (initdb, pg_ctl)")
    shared = Services()
    yield shared
    shared.remove()
