"""The rooms of the package, drawn from the import contract that CI holds them to."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import django_jobkit
from docs.generators import svg
from docs.generators.pages import DOCS, table

NAME = "house"
PACKAGE = Path(django_jobkit.__file__).parent
WIDTH, ROW, GAP, MARGIN = 860, 44, 10, 8
_CONTRACT = "Imports only point down"


def layers() -> list[list[str]]:
    """The rooms that exist, top to bottom, as the contract lists them."""
    project = tomllib.loads((DOCS.parent / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    listed = next(contract["layers"] for contract in contracts if contract["name"] == _CONTRACT)
    named = [re.findall(r"\w+", layer) for layer in listed]
    existing = [[room for room in rooms if _source(room).exists()] for rooms in named]
    return [rooms for rooms in existing if rooms]


def _source(room: str) -> Path:
    package = PACKAGE / room / "__init__.py"
    return package if package.exists() else PACKAGE / f"{room}.py"


def purpose(room: str) -> str:
    """What the room says of itself in its first line; for one that says nothing, what is in it."""
    said = ast.get_docstring(ast.parse(_source(room).read_text(encoding="utf-8")))
    if not said:
        inside = sorted(path.stem for path in (PACKAGE / room).rglob("*.py") if path.stem != "__init__")
        return ", ".join(f"`{name}`" for name in inside)
    return said.split("\n\n")[0].replace("\n", " ").replace("``", "`")


def drawing() -> str:
    """One row for each layer; imports go down only."""
    shapes: list[str] = []
    y: float = MARGIN
    for rooms in layers():
        width = (WIDTH - 2 * MARGIN - GAP * (len(rooms) - 1)) / len(rooms)
        for place, room in enumerate(rooms):
            x = MARGIN + place * (width + GAP)
            shapes.append(svg.box(x, y, width, ROW))
            shapes.append(svg.text(x + width / 2, y + 27, room, kind="name"))
        y += ROW + GAP
    title = "The rooms of the package from top to bottom; each imports only from those below it"
    return svg.drawing(NAME, WIDTH, int(y - GAP + MARGIN), title, shapes)


def rooms() -> str:
    """The same as a table, with what each room says of itself."""
    rows = [[f"`{room}`", purpose(room)] for layer in layers() for room in layer]
    return table(["Room", "In its own words"], rows)
