"""The house rules that a machine can see: a reader's first page of any file looks alike."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "django_jobkit"
SOURCES = [path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts]
LONGEST_FILE = 300
LONGEST_FUNCTION = 30
ROOMS_WITHOUT_A_NAME = {"common", "helper", "helpers", "misc", "plumbing", "util", "utils"}


def name_of(path: Path) -> str:
    """A short test id."""
    return path.relative_to(PACKAGE).as_posix()


@pytest.fixture(params=SOURCES, ids=name_of)
def source(request: pytest.FixtureRequest) -> Path:
    """Each source file in turn."""
    path: Path = request.param
    return path


def test_a_file_is_short_enough_to_be_read_in_one_go(source: Path) -> None:
    assert len(source.read_text().splitlines()) <= LONGEST_FILE


def test_a_file_begins_with_what_it_is_for_and_lazy_annotations(source: Path) -> None:
    tree = ast.parse(source.read_text())
    assert ast.get_docstring(tree)
    assert isinstance(tree.body[1], ast.ImportFrom)
    assert tree.body[1].module == "__future__"


def test_a_function_fits_on_a_screen(source: Path) -> None:
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1}"
        for node in ast.walk(ast.parse(source.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno
        and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_a_public_function_says_what_it_does(source: Path) -> None:
    tree = ast.parse(source.read_text())
    silent = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_no_room_is_named_after_nothing() -> None:
    names = {part for path in SOURCES for part in (*path.relative_to(PACKAGE).parts[:-1], path.stem)}
    assert names & ROOMS_WITHOUT_A_NAME == set()
