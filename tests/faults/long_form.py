"""The long form: every scenario in all its cells, side by side, with what came of each written down at once."""

from __future__ import annotations

import json
import threading
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.faults.checker import Violated
from tests.faults.scenario import Cell, Run, Scenario
from tests.faults.system.services import Services


@dataclass(frozen=True)
class Task:
    """A scenario in one cell, so many times."""

    scenario: Scenario
    cell: Cell
    trials: int

    @property
    def name(self) -> str:
        """The scenario's name and the cell's values."""
        return " ".join([self.scenario.name, *map(str, self.cell)])


@dataclass
class Result:
    """What came of a task: kept (every promise was), violated, or failed for another reason."""

    scenario: str
    cell: list[str]
    proves: str
    summary: str
    outcome: str
    counts: dict[str, int] = field(default_factory=dict)
    violations: int = 0
    #: What was wrong.
    said: str = ""
    ended_at: str = ""

    @property
    def key(self) -> str:
        """The same for the same task."""
        return " ".join([self.scenario, *self.cell])


def run_all(
    tasks: Sequence[Task],
    folder: Path,
    *,
    side_by_side: int,
    on_begin: Callable[[Task], object],
    on_trial: Callable[[Task], object],
    on_end: Callable[[Task, Result], object],
) -> list[Result]:
    """Run `tasks`, so many at a time; each result is a line of ``results.jsonl`` in `folder` as soon as it is there."""
    services = Services()
    writing = threading.Lock()

    def perform(task: Task) -> Result:
        on_begin(task)
        result = _perform(task, services, on_trial)
        with writing, (folder / "results.jsonl").open("a") as file:
            file.write(json.dumps(asdict(result)) + "\n")
        on_end(task, result)
        return result

    pool = ThreadPoolExecutor(side_by_side)
    try:
        return [done.result() for done in as_completed([pool.submit(perform, task) for task in tasks])]
    finally:
        pool.shutdown(cancel_futures=True)
        services.remove()


def _perform(task: Task, services: Services, on_trial: Callable[[Task], object]) -> Result:
    run = Run(services, task.scenario.name, task.trials, on_trial=lambda: on_trial(task))
    outcome, said, violations = "kept", "", 0
    try:
        task.scenario.tell_to(run, task.cell)
    except Violated as error:
        outcome, said, violations = "violated", _words(error), len(error.violations)
    except Exception as error:  # noqa: BLE001 - one scenario that fails must not end the others
        outcome, said = "failed", _words(error)
    return Result(
        scenario=task.scenario.name,
        cell=[str(value) for value in task.cell],
        proves=task.scenario.proves,
        summary=task.scenario.summary,
        outcome=outcome,
        counts=dict(run.counts),
        violations=violations,
        said=said,
        ended_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _words(error: Exception) -> str:
    return "".join(traceback.format_exception(error))[-8000:]


def results_in(folder: Path) -> dict[str, Result]:
    """The newest result of each task that earlier runs wrote into `folder`."""
    path = folder / "results.jsonl"
    found = [Result(**json.loads(line)) for line in path.read_text().splitlines()] if path.exists() else []
    return {result.key: result for result in found}
