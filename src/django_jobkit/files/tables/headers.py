"""Whether the first row has names, and names that are unique."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from django_jobkit.files.notes import Notes
from django_jobkit.files.tables.column_types import TEXT, detect_type

# What programs write above rows; an address or a remark is rather a record.
_NAME = re.compile(r"[^\W\d][\w.#%()/-]*(?: [\w.#%()/-]+){0,2}")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
#: As long as a name may be.
MAX_NAME = 200


def looks_like_header(first: Sequence[str], rest: Sequence[Sequence[str]], *, is_all: bool = True) -> bool:
    """Whether `first` has the names of the columns of `rest`: it differs from them in type, or in being unique.

    `is_all` says whether there are no more rows than these.
    """
    if not any(cell.strip() for cell in first):
        return False
    if not rest and is_all:
        # An export that found nothing has its header alone.
        return len(first) > 1 and all(_NAME.fullmatch(cell.strip()) for cell in first)
    columns = [(cell.strip(), [row[at].strip() for row in rest if at < len(row)]) for at, cell in enumerate(first)]
    evidence = sum(_evidence(name, below) for name, below in columns)
    if evidence:
        return evidence > 0
    if any(detect_type([name]) != TEXT or name in below for name, below in columns if name):
        return False
    return _tells_columns_apart(columns)


def _tells_columns_apart(columns: Sequence[tuple[str, Sequence[str]]]) -> bool:
    """Whether columns in use have texts of their own above them; names may come twice, what also stands below not."""
    counts = Counter(name for name, below in columns if name or any(below))
    twice = {name for name, count in counts.items() if count > 1}
    return all(map(_NAME.fullmatch, twice)) and all(twice.isdisjoint(below) for _, below in columns)


def _evidence(cell: str, below: Sequence[str]) -> int:
    """1 for a name above cells of another type, -1 for a cell of the type of those below, 0 when it says nothing."""
    kind = detect_type([found for found in below if found])
    if kind == TEXT or not cell:
        return 0
    own = detect_type([cell])
    if own == TEXT:
        # A text above dates that are written in some other way may be one that cannot be told apart alone.
        return -1 if kind.convert and kind.pattern and _same_shape(cell, below) else 1
    # Years are names of columns as often as they are values; what is below them tells.
    return 1 if _YEAR.fullmatch(cell) and not any(map(_YEAR.fullmatch, below)) else -1


def _same_shape(cell: str, below: Sequence[str]) -> bool:
    shape = "".join("9" if char.isdigit() else char for char in cell)
    return any("".join("9" if char.isdigit() else char for char in found) == shape for found in below)


def unique_names(cells: Sequence[str], notes: Notes, line: int | None = None) -> list[str]:
    """The cells as names: trimmed, the empty ones numbered, the repeated ones told apart."""
    taken = {_clean(cell) for cell in cells}
    names: list[str] = []
    used: set[str] = set()
    for number, cell in enumerate(cells, 1):
        name = _clean(cell)
        if not name:
            name = _free(f"column_{number}", taken | used)
            notes.add("header_empty", f"Column {number} has no name; it is {name!r} here.", line=line, field=name)
        elif name in used:
            given, name = name, _numbered(name, taken | used)
            message = f"Another column is named {given!r} as well; this one is {name!r} here."
            notes.add("header_duplicate", message, line=line, field=name)
        used.add(name)
        names.append(name)
    return names


def _clean(cell: str) -> str:
    """One line of printable characters."""
    return " ".join("".join(char if char.isprintable() else " " for char in cell[: 4 * MAX_NAME]).split())[:MAX_NAME]


def _free(name: str, taken: set[str]) -> str:
    return name if name not in taken else _numbered(name, taken)


def _numbered(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name[: MAX_NAME - 8]}_{number}" in taken:
        number += 1
    return f"{name[: MAX_NAME - 8]}_{number}"
