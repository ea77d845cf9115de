"""The columns that tell records apart, as somebody names them."""

from __future__ import annotations

from collections.abc import Sequence

from django_jobkit.core.storable import check_storable
from django_jobkit.exceptions import InvalidRequest, NotStorable

_MOST_COLUMNS = 20
_LONGEST_NAME = 200


def checked_key(key: Sequence[str]) -> list[str]:
    """`key` if records can be told apart by it; raises InvalidRequest."""
    wrong = isinstance(key, str) or len(key) > _MOST_COLUMNS or len(set(key)) != len(key)
    if wrong or not all(0 < len(name) <= _LONGEST_NAME for name in key):
        message = f"Name at most {_MOST_COLUMNS} columns, each once, of 1 to {_LONGEST_NAME} characters."
        raise InvalidRequest(details={"key": [message]})
    try:
        check_storable(list(key), max_depth=2)
    except NotStorable as error:
        raise InvalidRequest(details={"key": [error.message]}) from error
    return list(key)
