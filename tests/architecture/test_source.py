"""The house rules that a machine can see: a reader's first page of any file looks alike."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "django_jobkit"
SOURCES = {
    path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(PACKAGE.rglob("*.py"))
    if "migrations" not in path.parts
}
TREES = {name: ast.parse(text) for name, text in SOURCES.items()}
LONGEST_FILE = 300
LONGEST_BODY = 30
ROOMS_WITHOUT_A_NAME = {"common", "helper", "helpers", "misc", "plumbing", "util", "utils"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> Iterator[tuple[str, Function]]:
    """Every function and method, with the file it is in."""
    for name, tree in TREES.items():
        yield from ((name, node) for node in ast.walk(tree) if isinstance(node, Function))


def length_of_body(function: Function) -> int:
    """Lines from the first statement to the last; signature and docstring do not count."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_a_file_is_short_enough_to_be_read_in_one_go() -> None:
    assert [name for name, text in SOURCES.items() if len(text.splitlines()) > LONGEST_FILE] == []


def test_a_file_begins_with_what_it_is_for() -> None:
    assert [name for name, tree in TREES.items() if tree.body and not ast.get_docstring(tree)] == []


def test_a_function_fits_on_a_screen() -> None:
    long = [
        f"{file} {f.name}: {length_of_body(f)} lines" for file, f in functions() if length_of_body(f) > LONGEST_BODY
    ]
    assert long == []


def test_what_is_public_says_what_it_does() -> None:
    silent = [
        f"{name} {node.name}"
        for name, tree in TREES.items()
        for node in tree.body
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert silent == []


def test_no_room_is_named_after_nothing() -> None:
    names = {part for path in map(Path, SOURCES) for part in (*path.parts[:-1], path.stem)}
    assert names & ROOMS_WITHOUT_A_NAME == set()
