"""A seeded bug: what to change in the source, why it is wrong, and who has to notice."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.faults.scenario import Cell
from tests.faults.system.services import SOURCE


@dataclass(frozen=True)
class Edit:
    """`before` occurs once in the file and becomes `after`."""

    file: str
    before: str
    after: str


@dataclass(frozen=True)
class Bug:
    """One of those of reliability.md, section 4, or of ours."""

    name: str
    #: What is wrong with it.
    why: str
    edits: tuple[Edit, ...]
    scenario: str
    #: An invariant of the checker, or words of the scenario's own assertion.
    noticed_as: str
    cell: Cell = ()


def seed(bug: Bug, folder: Path) -> Path:
    """A copy of the source with `bug` in it; answers what to put on the path of Python."""
    source = folder / "src"
    shutil.copytree(SOURCE, source, ignore=shutil.ignore_patterns("__pycache__"))
    for edit in bug.edits:
        path = source / "django_jobkit" / edit.file
        text = path.read_text()
        if text.count(edit.before) != 1:
            raise LookupError(f"{bug.name}: {edit.file} has changed; this is not in it once: {edit.before!r}")
        path.write_text(text.replace(edit.before, edit.after))
    return source
