"""Where in a document the records are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django_jobkit.scans.problems import ExtractionError

#: Names under which APIs give their records, the surest first.
_USUAL = (
    *("results", "items", "data", "records", "rows", "value", "values", "entries", "hits", "objects", "content"),
    *("entities", "elements", "documents", "docs", "features", "members", "resources", "list", "nodes", "edges"),
)
#: What is about the page.
_BESIDE = {"links", "_links", "link", "meta", "metadata", "pagination", "paging", "errors", "warnings", "columns"}
_DEPTH = 4
_CANDIDATES = 10
_PLAIN = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def path_of(*keys: str) -> str:
    """The JSONPath of a value below these keys."""
    path = "$"
    for key in keys:
        path += f".{key}" if _PLAIN.fullmatch(key) else f"['{key}']"
    return path


def lists_in(document: Any, keys: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    """Every list in `document`, and the keys it is below; not what is in lists, nor deeper than some levels."""
    if not isinstance(document, Mapping) or len(keys) >= _DEPTH:
        return
    for key, value in document.items():
        if "'" in key or "\\" in key:
            continue
        if isinstance(value, list):
            yield (*keys, key), value
        else:
            yield from lists_in(value, (*keys, key))


def detected(document: Any) -> str:
    """The path of the records in `document`; ``$`` for all of it. Raises ExtractionError ``no_records_found``."""
    if isinstance(document, list) or document is None:
        return "$"
    if not isinstance(document, Mapping):
        raise ExtractionError("The answer is a single value, not records.", code="no_records_found")
    found = [(keys, value) for keys, value in lists_in(document) if keys[-1].lower() not in _BESIDE]
    if not found:
        return "$"
    keys, value = min(found, key=_rank)
    # A thing with lists in it, such as tags, is itself the record.
    return path_of(*keys) if _is_of_records(value) or keys[-1].lower() in _USUAL else "$"


def _rank(found: tuple[tuple[str, ...], list[Any]]) -> tuple[bool, bool, int, int, int]:
    keys, value = found
    name = keys[-1].lower()
    usual = _USUAL.index(name) if name in _USUAL else len(_USUAL)
    return not _is_of_records(value), usual == len(_USUAL), len(keys), usual, -len(value)


def _is_of_records(value: list[Any]) -> bool:
    return bool(value) and isinstance(value[0], Mapping | list)


def selected(document: Any, selector: str) -> list[Any] | None:
    """What `selector` finds in `document`; None when that is nothing, or a single value, which is no record."""
    from dlt.common import jsonpath

    if document is None:
        return []
    found = [document] if selector == "$" else _found(jsonpath, selector, document)
    if not found:
        return None
    if "*" in selector or len(found) > 1:
        return found
    only = found[0]
    if only is None:
        return []
    if isinstance(only, Mapping):
        return [only]
    return only if isinstance(only, list) else None


def _found(jsonpath: Any, selector: str, document: Any) -> list[Any]:
    try:
        return list(jsonpath.find_values(selector, document))
    except Exception as error:
        raise ExtractionError(f"The path {selector} cannot be read.", code="invalid_path") from error


def nothing_at(selector: str, document: Any) -> ExtractionError:
    """The error that says what could be selected instead."""
    paths = [f"{path_of(*keys)} ({len(value)})" for keys, value in lists_in(document)][:_CANDIDATES]
    hint = f"There are lists at {', '.join(paths)}." if paths else "There are no lists in it."
    return ExtractionError(
        f"The answer has no records at {selector}. {hint}",
        code="no_records_found",
        details={"data_selector": [f"Try one of: {', '.join(paths)}"]} if paths else None,
    )
