"""The management commands with their arguments, read off their parsers."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from django.core.management import load_command_class
from django.core.management.base import BaseCommand

import django_jobkit
from docs.generators.pages import table

_APPS = ("django_jobkit", "django_jobkit.questions")
_HOUSE = Path(django_jobkit.__file__).parent


def commands() -> Iterator[tuple[str, BaseCommand]]:
    """Every command by name, those of the core first."""
    for app in _APPS:
        room = _HOUSE.joinpath(*app.split(".")[1:], "management", "commands")
        for file in sorted(room.glob("[!_]*.py")):
            yield file.stem, load_command_class(app, file.stem)


def own_arguments(name: str, command: BaseCommand) -> list[argparse.Action]:
    """What the command takes beside the arguments of every Django command."""
    everywhere = {action.dest for action in BaseCommand().create_parser("manage.py", "any")._actions}
    return [action for action in command.create_parser("manage.py", name)._actions if action.dest not in everywhere]


def all_commands() -> str:
    """A section for each command."""
    parts: list[str] = []
    for name, command in commands():
        rows = [[_usage(action), (action.help or "").replace("%%", "%")] for action in own_arguments(name, command)]
        parts += [f"## {name}", command.help, table(["Argument", "Meaning"], rows)]
    return "\n\n".join(part for part in parts if part)


def _usage(action: argparse.Action) -> str:
    if not action.option_strings:
        return f"`{action.metavar or action.dest.upper()}`"
    takes = "" if action.nargs == 0 else f" {action.metavar or action.dest.upper()}"
    return f"`{', '.join(action.option_strings)}{takes}`"
