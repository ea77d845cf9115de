"""The codes with which scans fail and the codes of problems, read off the places that raise or yield them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import django_jobkit.files
import django_jobkit.readers
import django_jobkit.scans
from docs.generators.pages import table

_ROOM = Path(django_jobkit.scans.__file__).parent
#: What all extractors are made of.
_READERS = Path(django_jobkit.readers.__file__).parent
#: What the extractor of files reads with.
_FILES = Path(django_jobkit.files.__file__).parent
#: Where no scan runs, or where nothing is said yet.
_ELSEWHERE = {"admin", "rest", "migrations"}
_ERROR = "ExtractionError"
#: What it is called where that might as well be the error of platforms.
_FAILURE = "failure"
#: What a message says that is raised for one page and becomes a problem of the scan.
_LEFT_OUT = "it is left out"

Found = tuple[str, str, str]


def failures() -> list[Found]:
    """Where, code and message of everything that ends a scan as FAILED."""
    return _unique([one for one in _failures() if _LEFT_OUT not in one[2]])


def _failures() -> list[Found]:
    kinds = {_ERROR, "FileError"}
    trees = list(_trees())
    found: list[Found] = []
    for where, tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and kinds & {ast.unparse(base) for base in node.bases}:
                kinds.add(node.name)
                found += [(where, code, ast.get_docstring(node) or "") for code in _code_of(node)]
    for where, tree in trees:
        for function in _functions(tree):
            for call in _calls(function, {_ERROR, _FAILURE}):
                codes = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
                found += [(where, code.value, _said(call, 0, function)) for code in codes if _is_text(code)]
    return found


def problems() -> list[Found]:
    """Where, code and message of everything that is kept as a problem while the scan goes on."""
    found = [
        (where, _spoken(call.args[0]), _said(call, 1, function))
        for where, tree in _trees()
        for function in _functions(tree)
        for call in _calls(function, {"Problem", "NotJson", "notes.add"})
        if call.args and isinstance(call.args[0], ast.Constant | ast.JoinedStr)
    ]
    left_out = [one for one in _failures() if _LEFT_OUT in one[2]]
    return _unique([*found, *left_out])


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(_FILES.rglob("*.py")):
        yield "file", ast.parse(file.read_text(encoding="utf-8"))
    for file in sorted(_READERS.rglob("*.py")):
        yield "any", ast.parse(file.read_text(encoding="utf-8"))
    for file in sorted(_ROOM.rglob("*.py")):
        parts = file.relative_to(_ROOM).parts
        if not _ELSEWHERE & set(parts):
            where = parts[1].removesuffix(".py") if parts[0] == "extractors" else "any"
            yield {"diffs": "diff", "__init__": "any"}.get(where, where), ast.parse(file.read_text(encoding="utf-8"))


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _calls(function: ast.FunctionDef, names: set[str]) -> Iterator[ast.Call]:
    calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
    return (call for call in calls if any(re.search(rf"\b_?{name}$", ast.unparse(call.func)) for name in names))


def _code_of(node: ast.ClassDef) -> Iterator[str]:
    for statement in node.body:
        if (
            isinstance(statement, ast.Assign)
            and ast.unparse(statement.targets[0]) == "code"
            and _is_text(statement.value)
        ):
            yield statement.value.value


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _said(call: ast.Call, place: int, function: ast.FunctionDef) -> str:
    if len(call.args) <= place:
        return ""
    said = call.args[place]
    if isinstance(said, ast.Name):
        before = [
            node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == said.id and node.lineno < call.lineno
        ]
        said = before[-1] if before else said
    return _spoken(said)


def _spoken(node: ast.expr) -> str:
    if _is_text(node):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
    if isinstance(node, ast.BinOp):
        return _spoken(node.left) + _spoken(node.right)
    return _spoken(node.value) if isinstance(node, ast.Subscript) else "…"


def _unique(found: list[Found]) -> list[Found]:
    """One row for each code of each place, with the message that says most."""
    best: dict[tuple[str, str], str] = {}
    for where, code, message in found:
        before = best.get((where, code), "")
        best[where, code] = max(
            before, " ".join(message.split("\n\n")[0].split()), key=lambda text: len(text.strip("…"))
        )
    return [(where, code, best[where, code]) for where, code in sorted(best, key=lambda key: (key[0] != "any", key))]


def all_failures() -> str:
    """A row for each."""
    return _table(failures())


def all_problems() -> str:
    """A row for each."""
    return _table(problems())


def _table(found: list[Found]) -> str:
    rows = [["any" if where == "any" else f"`{where}`", f"`{code}`", message] for where, code, message in found]
    return table(["Extractor", "`code`", "What is said"], rows)
