"""``python -m tests.faults``: the long form, with progress; exits with 1 when a promise was broken."""

from __future__ import annotations

import argparse
import math
import sys
from fnmatch import fnmatch
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from tests.faults import report, scenarios
from tests.faults.long_form import Result, Task, results_in, run_all
from tests.faults.scenario import SCENARIOS

console = Console()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--only", action="append", help="names of scenarios, with wildcards; may be given again")
    parser.add_argument("--cell", help="a word that the cell must have, such as thread or celery-redis")
    parser.add_argument("--trials", type=int, help="trials in each cell, instead of each scenario's own number")
    parser.add_argument("--scale", type=float, default=1.0, help="a factor for each scenario's own number of trials")
    parser.add_argument("--side-by-side", type=int, default=2, help="scenarios that run at a time (2)")
    parser.add_argument("--folder", type=Path, default=Path("build/faults"), help="where results go (build/faults)")
    parser.add_argument("--resume", action="store_true", help="leave out what the folder says was kept often enough")
    parser.add_argument("--list", action="store_true", help="only say what would be run")
    return parser.parse_args()


def _tasks(arguments: argparse.Namespace) -> list[Task]:
    patterns = arguments.only or ["*"]
    done = results_in(arguments.folder) if arguments.resume else {}
    tasks = []
    for scenario in SCENARIOS.values():
        if not any(fnmatch(scenario.name, pattern) for pattern in patterns):
            continue
        trials = arguments.trials or max(1, math.ceil(scenario.long * arguments.scale))
        for cell in scenario.cells:
            task = Task(scenario, cell, trials)
            before = done.get(task.name)
            kept = before is not None and before.outcome == "kept" and before.counts.get("trials", 0) >= trials
            if not kept and (not arguments.cell or arguments.cell in map(str, cell)):
                tasks.append(task)
    return tasks


class _Screen:
    """A bar for each task that runs, and a line for each that ended."""

    def __init__(self, progress: Progress, tasks: list[Task]) -> None:
        self._progress = progress
        self._all = progress.add_task("all", total=len(tasks))
        self._bars: dict[str, TaskID] = {}

    def begin(self, task: Task) -> None:
        self._bars[task.name] = self._progress.add_task(task.name, total=task.trials)

    def trial(self, task: Task) -> None:
        self._progress.advance(self._bars[task.name])

    def end(self, task: Task, result: Result) -> None:
        self._progress.remove_task(self._bars.pop(task.name))
        self._progress.advance(self._all)
        colour = "green" if result.outcome == "kept" else "red"
        counts = ", ".join(f"{number} {what}" for what, number in result.counts.items())
        self._progress.console.print(f"[{colour}]{result.outcome:8}[/] {task.name}: {counts}")
        if result.said:
            self._progress.console.print(result.said, markup=False, highlight=False)


def main() -> int:
    """Run what was asked for."""
    arguments = _arguments()
    scenarios.load()
    tasks = _tasks(arguments)
    if arguments.list:
        for task in tasks:
            console.print(f"{task.trials:6} × {task.name}  [dim]{task.scenario.proves}")
        return 0
    arguments.folder.mkdir(parents=True, exist_ok=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        screen = _Screen(progress, tasks)
        results = run_all(
            tasks,
            arguments.folder,
            side_by_side=arguments.side_by_side,
            on_begin=screen.begin,
            on_trial=screen.trial,
            on_end=screen.end,
        )
    report.write(results_in(arguments.folder), arguments.folder)
    broken = [result for result in results if result.outcome != "kept"]
    console.print(f"{len(results) - len(broken)} of {len(results)} kept; {arguments.folder / 'results.md'}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
