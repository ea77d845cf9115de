"""From what stands where the records are, to records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django_jobkit.scans.extracting import Problem

#: Where an answer names the columns of rows that are lists.
_COLUMNS = ("columns", "fields", "headers", "header", "cols")
_NAMES = ("name", "field", "fieldName", "id", "label")


def columns_beside(document: Any, selector: str) -> list[str]:
    """The names that `document` has for the columns of the rows at `selector`; none when it names none."""
    places = [document]
    for key in selector.removeprefix("$").strip(".").split(".")[:-1]:
        place = places[-1]
        places.append(place.get(key) if isinstance(place, Mapping) else None)
    for place in reversed(places):
        if isinstance(place, Mapping):
            for key in _COLUMNS:
                if names := _names(place.get(key)):
                    return names
    return []


def _names(columns: Any) -> list[str]:
    if not isinstance(columns, list):
        return []
    names = [_name(column) for column in columns]
    return [name for name in names if name] if all(names) else []


def _name(column: Any) -> str:
    if isinstance(column, Mapping):
        return next((str(column[key]) for key in _NAMES if column.get(key)), "")
    return column if isinstance(column, str) else ""


def shaped(items: Sequence[Any], columns: Sequence[str], *, flat: bool) -> Iterator[dict[str, Any] | Problem]:
    """Every item as a record; rows by `columns`, single values as ``{"value": …}``, and problems for what is none."""
    for number, item in enumerate(items, start=1):
        if isinstance(item, Mapping):
            yield _flat(item) if flat else dict(item)
        elif isinstance(item, list):
            if columns and len(item) != len(columns):
                message = f"Record {number} of the page has {len(item)} values for {len(columns)} columns."
                yield Problem("wrong_number_of_values", message)
            yield _row(item, columns)
        elif item is None:
            yield Problem("empty_record", f"Record {number} of the page is null; it is left out.")
        else:
            yield {"value": item}


def _row(values: Sequence[Any], columns: Sequence[str]) -> dict[str, Any]:
    return {
        columns[index] if index < len(columns) else f"column_{index + 1}": value for index, value in enumerate(values)
    }


def _flat(item: Mapping[str, Any]) -> dict[str, Any]:
    """JSON:API's and Elasticsearch's records without their envelope; others as they are."""
    attributes = item.get("attributes")
    if isinstance(attributes, Mapping) and "type" in item and "id" in item:
        return {"type": item["type"], **attributes, "id": item["id"], **_without(item, "type", "id", "attributes")}
    source = item.get("_source")
    if isinstance(source, Mapping) and "_id" in item:
        return {"_id": item["_id"], **source}
    return dict(item)


def _without(item: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in names}
