"""What extractors and platforms have in common."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from typing import Any

import pydantic
import pytest

from django_jobkit.exceptions import InvalidRequest
from django_jobkit.readers.reader import Reader


class Login(pydantic.BaseModel):
    """Options that nobody should read in a log."""

    password: pydantic.SecretStr
    depth: int | float = 1


def read(options: Any, context: Any) -> Iterator[Any]:
    """Read nothing."""
    yield from ()


def refused(options: dict[str, Any]) -> InvalidRequest:
    """The error that these options give."""
    with pytest.raises(InvalidRequest) as caught:
        Reader("tests.reader", read, Login, takes_upload=False).validated(options)
    return caught.value


def test_options_are_refused_by_field() -> None:
    assert refused({"depth": 1}).details == {"options.password": ["Field required"]}


def test_no_traceback_quotes_the_options_that_were_refused() -> None:
    told = "".join(traceback.format_exception(refused({"password": ["canary"]})))
    assert "canary" not in told
