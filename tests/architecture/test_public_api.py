"""What users build on changes only on purpose: it is written down, and the file is part of every review."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator
from enum import EnumType
from pathlib import Path
from types import ModuleType
from typing import Any, get_origin

import django_jobkit
import django_jobkit.scans
from django_jobkit import exceptions
from django_jobkit.conf import Config, Section
from django_jobkit.contrib.accounts import problems as problems_of_accounts
from django_jobkit.contrib.accounts.conf import AccountSettings
from django_jobkit.scans import problems
from django_jobkit.scans.conf import ScanSettings

WRITTEN_DOWN = Path(__file__).parent / "public_api.txt"
UPDATE = "JOBKIT_UPDATE_PUBLIC_API"


def signature_of(thing: Any) -> str:
    """The parameters by name and default; annotations are the type checker's business."""
    if isinstance(thing, EnumType):
        return "(" + ", ".join(member.name for member in thing) + ")"
    if get_origin(thing) is not None:
        # The name of a type.
        return ""
    try:
        signature = inspect.signature(thing)
    except ValueError:
        return ""
    bare = [parameter.replace(annotation=inspect.Parameter.empty) for parameter in signature.parameters.values()]
    return str(signature.replace(parameters=bare, return_annotation=inspect.Signature.empty))


def public_api() -> Iterator[str]:
    """One line for every name, method, error code and setting, of the core and of each guest."""
    yield from names_of(django_jobkit)
    yield from errors_of(exceptions)
    yield from settings_of(Config)
    yield from names_of(django_jobkit.scans)
    yield from errors_of(problems)
    yield from settings_of(ScanSettings)
    yield from errors_of(problems_of_accounts)
    yield from settings_of(AccountSettings)


def names_of(room: ModuleType) -> Iterator[str]:
    """What can be imported from the front door of `room`."""
    for name in sorted(room.__all__):
        thing = getattr(room, name)
        yield f"{room.__name__}.{name}{signature_of(thing)}"
        if inspect.isclass(thing) and not issubclass(thing, BaseException) and not isinstance(thing, EnumType):
            for method, function in inspect.getmembers(thing, inspect.isfunction):
                if not method.startswith("_"):
                    yield f"{room.__name__}.{name}.{method}{signature_of(function)}"


def errors_of(module: ModuleType) -> Iterator[str]:
    """What can go wrong, as `module` defines it."""
    for name, error in sorted(vars(module).items()):
        if inspect.isclass(error) and issubclass(error, exceptions.JobkitError) and error.__module__ == module.__name__:
            yield f"error {error.code}: {name}({', '.join(base.__name__ for base in error.__bases__)})"


def settings_of(section: type[Section]) -> Iterator[str]:
    """What can be set."""
    prefix = f"{section.key}." if section.key else ""
    for name in sorted(section.names()):
        yield f"setting {prefix}{name} = {vars(section)[name]!r}"


def test_the_public_api_is_the_one_written_down() -> None:
    api = "\n".join(public_api()) + "\n"
    if os.environ.get(UPDATE):
        WRITTEN_DOWN.write_text(api, encoding="utf-8")
    assert api == WRITTEN_DOWN.read_text(encoding="utf-8"), f"If it was on purpose, run this test with {UPDATE}=1."
