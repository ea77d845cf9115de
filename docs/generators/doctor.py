"""What the doctor can find, read off the examinations."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import django_jobkit.doctor
from django_jobkit.doctor.stuck import STUCK
from docs.generators.checks import spoken
from docs.generators.pages import table

_ROOM = Path(django_jobkit.doctor.__file__).parent


def findings() -> Iterator[tuple[str, str, str]]:
    """Code, what was found, and why it matters."""
    for kind in STUCK:
        yield f"stuck_{kind.name}", f"Jobs are {kind.what}.", kind.why
    for file in sorted(_ROOM.glob("*.py")):
        for examination in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(examination, ast.FunctionDef):
                yield from _findings_of(examination)


def _findings_of(examination: ast.FunctionDef) -> Iterator[tuple[str, str, str]]:
    for call in (node for node in ast.walk(examination) if isinstance(node, ast.Call)):
        said = {keyword.arg: keyword.value for keyword in call.keywords}
        code = said.get("code")
        if isinstance(code, ast.Constant):
            what = ast.get_docstring(examination) or ""
            # A docstring that is a question does not tell what the answer was.
            what = spoken(said["what"]) if what.startswith("Whether") else what
            yield str(code.value), what.split("\n\n")[0].replace("\n", " "), spoken(said["why"])


def all_findings() -> str:
    """A row for each."""
    rows = [[f"`{code}`", what, why] for code, what, why in sorted(findings())]
    return table(["Code", "What was found", "Why it matters"], rows)
