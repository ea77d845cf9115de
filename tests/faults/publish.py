"""``python -m tests.faults.publish FOLDER…`` puts what long forms left in these folders on the page on reliability."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from docs.generators.pages import Part, table
from tests.faults import scenarios
from tests.faults.long_form import Result, results_in
from tests.faults.report import bound
from tests.faults.scenario import SCENARIOS

#: What runs the jobs, as cells name it; a scenario without it runs in threads.
_FLEETS = ("thread", "celery-redis", "celery-rabbitmq", "django_tasks")
_HEADINGS = ["test", "scenario", "executor", "cells", "trials", "jobs", "attempts", "broken", "bound", "also counted"]
_COUNTED_APART = ("trials", "jobs", "attempts", "seconds", "failpoints fired")


def _merged(folders: Iterable[Path]) -> list[Result]:
    """One result for each cell that there still is, all folders together; a folder's own last word on it counts."""
    cells = {" ".join([name, *map(str, cell)]) for name, scenario in SCENARIOS.items() for cell in scenario.cells}
    found: dict[str, Result] = {}
    for folder in folders:
        for key, result in results_in(folder).items():
            if key not in cells:
                continue
            if key in found and found[key].outcome == result.outcome == "kept":
                found[key].counts = dict(Counter(found[key].counts) + Counter(result.counts))
            else:
                found[key] = result
    return list(found.values())


def _fleet(result: Result) -> str:
    return next((value for value in result.cell if value in _FLEETS), "thread").replace("_", ".")


def _rows(results: list[Result]) -> Iterator[list[str]]:
    groups: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for result in results:
        groups[result.scenario, _fleet(result)].append(result)
    for (_scenario, fleet), members in sorted(groups.items(), key=_place):
        counts: Counter[str] = Counter()
        for member in members:
            counts.update(member.counts)
        broken = sum(member.violations for member in members)
        unfinished = sum(member.outcome == "failed" for member in members)
        figures = [len(members), counts["trials"], counts["jobs"], counts["attempts"]]
        yield [
            members[0].proves.partition(":")[0],
            members[0].summary,
            fleet,
            *(f"{figure:,}" for figure in figures),
            f"{broken:,}" + (f"; {unfinished} cells not finished" if unfinished else ""),
            "" if broken else bound(counts["trials"]),
            ", ".join(f"{n:,} {what}" for what, n in sorted(counts.items()) if n and what not in _COUNTED_APART),
        ]


def _place(group: tuple[tuple[str, str], list[Result]]) -> tuple[int, str, str]:
    (scenario, fleet), members = group
    number = members[0].proves.partition(":")[0].removeprefix("T")
    return int(number) if number.isdigit() else 99, scenario, fleet


def _text(results: list[Result]) -> str:
    totals: Counter[str] = Counter()
    for result in results:
        totals.update(result.counts)
    broken = sum(result.violations for result in results)
    unfinished = sum(result.outcome == "failed" for result in results)
    said = (
        f"{len(results)} cells, {totals['trials']:,} trials, {totals['jobs']:,} jobs, {totals['attempts']:,} attempts, "
        f"{totals['failpoints fired']:,} faults at failpoints. Promises were broken {broken:,} times; "
        f"{unfinished} cells were not finished."
    )
    return f"{said}\n\n{table(_HEADINGS, list(_rows(results)))}"


def main() -> None:
    """Write the page's table."""
    scenarios.load()
    results = _merged(map(Path, sys.argv[1:]))
    if not results:
        sys.exit("No results there; make faults writes some into build/faults.")
    Part("explanation/reliability.md", "figures", lambda: _text(results)).write()


if __name__ == "__main__":
    main()
