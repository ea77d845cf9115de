"""The platforms that can be imported from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydantic
import pytest
from django.core.exceptions import ImproperlyConfigured

from django_jobkit.questions import platform
from django_jobkit.questions.importing.registry import platforms
from django_jobkit.questions.problems import InvalidOptions, UnknownPlatform


def read(options: Any, context: Any) -> Iterator[Any]:
    """Nothing."""
    yield from ()


def read_otherwise(options: Any, context: Any) -> Iterator[Any]:
    """Nothing either."""
    yield from ()


class Options(pydantic.BaseModel):
    username: str
    deep: dict[str, int] = {}


class Secret(pydantic.BaseModel):
    token: pydantic.SecretStr


class Taken(pydantic.BaseModel):
    dry_run: bool


@pytest.fixture
def made() -> Iterator[Any]:
    yield platform("tests.registry", options=Options)(read)
    platforms.remove("tests.registry")


def test_a_platform_is_found_by_its_name(made: Any) -> None:
    assert platforms.get("tests.registry") is made
    assert made.description == "Nothing."
    assert made.schema()["required"] == ["username"]
    with pytest.raises(UnknownPlatform):
        platforms.get("elsewhere")


def test_two_functions_cannot_have_one_name(made: Any) -> None:
    platform("tests.registry", options=Options)(read)
    with pytest.raises(ImproperlyConfigured, match="Two platforms"):
        platform("tests.registry")(read_otherwise)


def test_options_are_told_wrong_by_their_own_names(made: Any) -> None:
    with pytest.raises(InvalidOptions) as caught:
        made.validated({"deep": {"a": "x"}})
    assert sorted(caught.value.details) == ["deep.a", "username"]


@pytest.mark.parametrize("name", ["", "With Space", "a/b", "x" * 101])
def test_a_name_is_a_part_of_urls(name: str) -> None:
    with pytest.raises(TypeError, match="name"):
        platform(name)


@pytest.mark.parametrize(("options", "why"), [(Secret, "secrets"), (Taken, "dry_run")])
def test_options_that_could_not_be_kept_are_refused(options: Any, why: str) -> None:
    with pytest.raises(TypeError, match=why):
        platform("tests.refused", options=options)


def test_a_platform_yields_its_rows() -> None:
    with pytest.raises(TypeError, match="generator"):
        platform("tests.refused")(lambda options, context: iter(()))
