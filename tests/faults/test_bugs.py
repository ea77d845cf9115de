"""The test of the tests: each seeded bug is noticed, by the scenario that should, for the reason that it should."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import scenarios
from tests.faults.bugs.bug import Bug, seed
from tests.faults.bugs.catalogue import BUGS
from tests.faults.checker import Violated
from tests.faults.scenario import SCENARIOS
from tests.faults.system.services import Services

scenarios.load()


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name.partition(":")[0])
def test_a_seeded_bug_is_noticed(bug: Bug, services: Services, tmp_path: Path) -> None:
    scenario = SCENARIOS[bug.scenario]
    source = seed(bug, tmp_path)
    with pytest.raises(AssertionError) as caught:
        scenario.run(services, bug.cell, max(1, scenario.short), source=source, keeps_logs=False)
    found = caught.value.invariants if isinstance(caught.value, Violated) else {str(caught.value)}
    assert any(bug.noticed_as in what for what in found), f"noticed, but not as {bug.noticed_as}: {caught.value}"


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name.partition(":")[0])
def test_without_the_bug_the_same_is_tried_in_the_short_form(bug: Bug) -> None:
    scenario = SCENARIOS[bug.scenario]
    assert scenario.short
    assert bug.cell in scenario.short_cells
