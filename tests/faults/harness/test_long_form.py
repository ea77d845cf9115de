"""The long form writes down what came of each cell, good or bad, and reports it as counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.faults import report
from tests.faults.checker import Violated, Violation
from tests.faults.checker.evidence import Evidence
from tests.faults.long_form import Task, results_in, run_all
from tests.faults.scenario import Run, Scenario


def _tell(run: Run, fate: str) -> None:
    """A story with an end of each kind."""
    for _ in run.trials():
        run.count("kills", 2)
        if fate == "broken promise":
            raise Violated([Violation("every_job_ends", "", "one does not")], Evidence())
        if fate == "broken harness":
            raise RuntimeError("no more ports")


FATES = ("kept promise", "broken promise", "broken harness")


def _run(folder: Path) -> None:
    cells = [(fate,) for fate in FATES]
    scenario = Scenario(_tell, short=1, long=3, cells=cells, short_cells=cells, proves="T0")
    ignore = lambda *_: None  # noqa: E731 - said three times below
    tasks = [Task(scenario, cell, 3) for cell in cells]
    run_all(tasks, folder, side_by_side=2, on_begin=ignore, on_trial=ignore, on_end=ignore)


def test_every_end_is_written_down(tmp_path: Path) -> None:
    _run(tmp_path)
    results = results_in(tmp_path)
    assert {result.cell[0]: (result.outcome, result.violations) for result in results.values()} == {
        "kept promise": ("kept", 0),
        "broken promise": ("violated", 1),
        "broken harness": ("failed", 0),
    }
    assert results["_tell kept promise"].counts == {"trials": 3, "kills": 6, "seconds": 0}
    assert "no more ports" in results["_tell broken harness"].said
    assert "every_job_ends" in results["_tell broken promise"].said


def test_the_newest_result_of_a_cell_counts(tmp_path: Path) -> None:
    _run(tmp_path)
    _run(tmp_path)
    assert len((tmp_path / "results.jsonl").read_text().splitlines()) == 2 * len(FATES)
    assert len(results_in(tmp_path)) == len(FATES)


def test_the_report_has_a_row_for_each_cell(tmp_path: Path) -> None:
    _run(tmp_path)
    report.write(results_in(tmp_path), tmp_path)
    rows = (tmp_path / "results.md").read_text().splitlines()
    assert len(rows) == 2 + len(FATES)
    assert "|  tell | kept promise | 3 | 0 | 0 | 6 kills | 0 | ≤ 100 % | 0 |" in rows
    said = json.loads((tmp_path / "results.json").read_text())
    assert said["totals"]["kills"] == 10
    assert said["outcomes"] == {"kept": 1, "violated": 1, "failed": 1}


@pytest.mark.parametrize(
    ("trials", "words"), [(3, "≤ 100 %"), (20, "≤ 15 %"), (200, "≤ 1.5 %"), (10_000, "≤ 0.03 %"), (0, "≤ 100 %")]
)
def test_a_zero_is_reported_with_its_bound(trials: int, words: str) -> None:
    assert report.bound(trials) == words
