"""The system checks, read off the calls that make their messages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import django_jobkit.checks
from docs.generators.pages import table

_ROOM = Path(django_jobkit.checks.__file__).parent
# An executor brings checks of its own.
_EXECUTORS = _ROOM.parent / "executors"
_KINDS = {"E": "Error", "W": "Warning", "I": "Info"}
_PREFIX = "jobkit."


def messages() -> Iterator[tuple[str, str]]:
    """Id and message of every check, what differs from case to case being an ellipsis."""
    for file in sorted([*_ROOM.glob("*.py"), *_EXECUTORS.glob("*/checks.py")]):
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
    return [text for text in constants if isinstance(text, str) and text.startswith(_PREFIX)]


def spoken(node: ast.expr) -> str:
    """The text that `node` makes."""
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
    return str(ast.literal_eval(node))


def all_checks() -> str:
    """A row for each id."""
    rows = [
        [f"`{check_id}`", _KINDS[check_id.removeprefix(_PREFIX)[0]], said] for check_id, said in sorted(set(messages()))
    ]
    return table(["Id", "Level", "Message"], rows)
