"""The system checks, read off the calls that make their messages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

import django_jobkit.checks
from docs.generators.pages import table

_ROOM = Path(django_jobkit.checks.__file__).parent
# An executor brings checks of its own.
_EXECUTORS = _ROOM.parent / "executors"
_KINDS = {"E": "Error", "W": "Warning", "I": "Info"}
_ID = re.compile(r"jobkit(?:_\w+)?\.([EWI])\d+")


def messages(files: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Id and message of every check in `files`, what differs from case to case being an ellipsis."""
    for file in files:
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                yield from _messages_in(function)


def _messages_in(function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    named = [
        node for node in ast.walk(function) if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    ]
    for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
        for keyword in call.keywords:
            if keyword.arg == "id":
                said = _value_of(call.args[0], named)
                yield from ((check_id, spoken(said)) for check_id in _ids(keyword.value))


def _value_of(said: ast.expr, named: list[ast.Assign]) -> ast.expr:
    if not isinstance(said, ast.Name):
        return said
    before = [node for node in named if node.targets[0].id == said.id and node.lineno < said.lineno]
    return max(before, key=lambda node: node.lineno).value


def _ids(node: ast.expr) -> list[str]:
    constants = (inner.value for inner in ast.walk(node) if isinstance(inner, ast.Constant))
    return [text for text in constants if isinstance(text, str) and _ID.fullmatch(text)]


def spoken(node: ast.expr) -> str:
    """The text that `node` makes."""
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
    return str(ast.literal_eval(node))


def all_checks() -> str:
    """A row for each id of the core's."""
    return _rows(sorted([*_ROOM.glob("*.py"), *_EXECUTORS.glob("*/checks.py")]))


def checks_of(module: ModuleType) -> str:
    """A row for each id of a guest's, whose checks are in `module`."""
    return _rows([Path(str(module.__file__))])


def _rows(files: Iterable[Path]) -> str:
    found = ((_ID.fullmatch(check_id), said) for check_id, said in sorted(set(messages(files))))
    rows = [[f"`{known[0]}`", _KINDS[known[1]], said] for known, said in found if known]
    return table(["Id", "Level", "Message"], rows)
