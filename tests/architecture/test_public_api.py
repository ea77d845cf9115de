"""What users build on changes only on purpose: it is written down, and the file is part of every review."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator
from enum import EnumType
from pathlib import Path
from typing import Any

import django_jobkit
from django_jobkit import exceptions
from django_jobkit.conf import Config

WRITTEN_DOWN = Path(__file__).parent / "public_api.txt"
UPDATE = "JOBKIT_UPDATE_PUBLIC_API"


def signature_of(thing: Any) -> str:
    """The parameters by name and default; annotations are the type checker's business."""
    if isinstance(thing, EnumType):
        return "(" + ", ".join(member.name for member in thing) + ")"
    try:
        signature = inspect.signature(thing)
    except ValueError:
        return ""
    bare = [parameter.replace(annotation=inspect.Parameter.empty) for parameter in signature.parameters.values()]
    return str(signature.replace(parameters=bare, return_annotation=inspect.Signature.empty))


def public_api() -> Iterator[str]:
    """One line for every name, method, error code and setting."""
    for name in sorted(django_jobkit.__all__):
        thing = getattr(django_jobkit, name)
        yield f"django_jobkit.{name}{signature_of(thing)}"
        if inspect.isclass(thing) and not issubclass(thing, BaseException) and not isinstance(thing, EnumType):
            for method, function in sorted(vars(thing).items()):
                if inspect.isfunction(function) and not method.startswith("_"):
                    yield f"django_jobkit.{name}.{method}{signature_of(function)}"
    for name, error in sorted(vars(exceptions).items()):
        if inspect.isclass(error) and issubclass(error, exceptions.JobkitError):
            yield f"error {error.code}: {name}({', '.join(base.__name__ for base in error.__bases__)})"
    for name in sorted(Config.names()):
        yield f"setting {name} = {vars(Config)[name]!r}"


def test_the_public_api_is_the_one_written_down() -> None:
    api = "\n".join(public_api()) + "\n"
    if os.environ.get(UPDATE):
        WRITTEN_DOWN.write_text(api, encoding="utf-8")
    assert api == WRITTEN_DOWN.read_text(encoding="utf-8"), f"If it was on purpose, run this test with {UPDATE}=1."
