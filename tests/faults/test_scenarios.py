"""The short form of every scenario."""

from __future__ import annotations

import pytest

from tests.faults import scenarios
from tests.faults.scenario import SCENARIOS, Cell, Scenario
from tests.faults.system.services import Services

scenarios.load()
CELLS = [
    pytest.param(scenario, cell, id="-".join([scenario.name, *map(str, cell)]))
    for scenario in SCENARIOS.values()
    for cell in (scenario.short_cells if scenario.short else ())
]


@pytest.mark.parametrize(("scenario", "cell"), CELLS)
def test_nothing_is_lost(scenario: Scenario, cell: Cell, services: Services, request: pytest.FixtureRequest) -> None:
    trials = request.config.getoption("--trials") or scenario.short
    run = scenario.run(services, cell, trials)
    assert run.counts["trials"] >= 1
