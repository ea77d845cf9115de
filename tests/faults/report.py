"""Results as a table of counts, with the bound that each zero gives."""

from __future__ import annotations

import json
import platform
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

import django

from tests.faults.long_form import Result

_COLUMNS = {"trials", "jobs", "attempts", "seconds"}


def bound(trials: int) -> str:
    """What no failure in `trials` says of the rate of failures, at 95 %: the rule of three."""
    per_cent = 100 * min(1.0, 3 / trials) if trials else 100.0
    return f"≤ {per_cent:.0f} %" if per_cent >= 10 else f"≤ {per_cent:.2g} %"


def write(results: Mapping[str, Result], folder: Path) -> None:
    """Write ``results.json`` and ``results.md`` into `folder`."""
    ordered = sorted(results.values(), key=lambda result: result.key)
    said = {
        "python": platform.python_version(),
        "django": django.get_version(),
        "totals": dict(_totals(ordered)),
        "outcomes": dict(Counter(result.outcome for result in ordered)),
        "results": [asdict(result) for result in ordered],
    }
    (folder / "results.json").write_text(json.dumps(said, indent=2) + "\n")
    (folder / "results.md").write_text("\n".join(_markdown(ordered)) + "\n")


def _totals(results: Iterable[Result]) -> Counter[str]:
    totals: Counter[str] = Counter()
    for result in results:
        totals.update(result.counts)
    return totals


def _markdown(results: list[Result]) -> Iterable[str]:
    yield "| scenario | cell | trials | jobs | attempts | also counted | violations | bound | seconds |"
    yield "|---|---|--:|--:|--:|---|--:|--:|--:|"
    for result in results:
        counts = Counter(result.counts)
        rest = {what: number for what, number in counts.items() if number and what not in _COLUMNS}
        also = ", ".join(f"{number} {what}" for what, number in rest.items())
        verdict = {"kept": "0", "violated": str(result.violations)}.get(result.outcome, "not finished")
        row = [
            result.scenario.replace("_", " "),
            ", ".join(result.cell),
            counts["trials"],
            counts["jobs"],
            counts["attempts"],
            also,
            verdict,
            bound(counts["trials"]) if result.outcome == "kept" else "",
            counts["seconds"],
        ]
        yield f"| {' | '.join(map(str, row))} |"
