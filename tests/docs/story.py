"""Runs the Python of a page from top to bottom in one namespace, as a reader would."""

from __future__ import annotations

import doctest
import inspect
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.base import CommandError
from django.db import connection
from django.test import override_settings

from django_jobkit.checks import check_names, check_policies, check_values
from tests.docs.pages import Block

_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL


class Story:
    """What the blocks of one page have defined so far."""

    def __init__(self, name: str, known: dict[str, Any], request: pytest.FixtureRequest) -> None:
        self.module = ModuleType(name)
        self.module.__dict__.update(known)
        self._request = request
        self.modules = {name: self.module}
        sys.modules[name] = self.module

    def tell(self, block: Block) -> None:
        """Try `block` as its language and its note say."""
        how: Callable[[Block], None] = getattr(self, f"_tell_{block.language}")
        how(block)

    def end(self) -> None:
        """Forget its modules."""
        for name in self.modules:
            sys.modules.pop(name, None)

    def _tell_python(self, block: Block) -> None:
        kind, _, name = block.note.partition(" ")
        if kind == "module":
            self._tell_module(block, name)
        elif kind in {"settings", "urls", "pytest", "entry"}:
            getattr(self, f"_tell_{kind}")(block)
        else:
            assert not block.note, f"{block}: nobody knows the note {block.note!r}"
            _execute(block, self.module)

    _tell_check = _tell_python

    def _tell_module(self, block: Block, name: str) -> None:
        module = self.modules.get(name)
        if module is None:
            self.modules[name] = module = ModuleType(name)
            sys.modules[name] = module
        _execute(block, module)

    def _tell_settings(self, block: Block) -> None:
        """Settings that our checks have nothing to say against."""
        _execute(block, self.module)
        given = self.module.__dict__.get("JOBKIT", {})
        with override_settings(JOBKIT=given):
            found = [message for check in (check_names, check_values, check_policies) for message in check()]
        assert found == [], str(block)

    def _tell_urls(self, block: Block) -> None:
        _execute(block, self.module)
        with override_settings(ROOT_URLCONF=self.module.__name__):
            from django.urls import get_resolver

            assert get_resolver(self.module.__name__).url_patterns, str(block)

    def _tell_entry(self, block: Block) -> None:
        """The end of wsgi.py: in a test run nothing starts."""
        _execute(block, self.module)
        assert callable(self.module.__dict__["application"])

    def _tell_pytest(self, block: Block) -> None:
        """Tests of the page, with their fixtures."""
        _execute(block, self.module)
        for name, test in list(vars(self.module).items()):
            if name.startswith("test_"):
                given = {wanted: self._fixture(wanted) for wanted in inspect.signature(test).parameters}
                test(**given)
                delattr(self.module, name)

    def _fixture(self, name: str) -> Any:
        known = self.module.__dict__.get(name)
        return known if known is not None else self._request.getfixturevalue(name)

    def _tell_pycon(self, block: Block) -> None:
        parsed = doctest.DocTestParser().get_doctest(block.text, self.module.__dict__, str(block), None, block.line)
        said: list[str] = []
        runner = doctest.DocTestRunner(optionflags=_FLAGS)
        results = runner.run(parsed, out=said.append, clear_globs=False)
        self.module.__dict__.update(parsed.globs)
        assert results.failed == 0, "".join(said)

    def _tell_console(self, block: Block) -> None:
        """Commands of ours: their own parsers must take them."""
        for line in block.text.splitlines():
            command = line.removeprefix("$ python manage.py ")
            assert command != line, f"{block}: not a command of ours: {line}"
            name, *arguments = command.split()
            parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
            try:
                parser.parse_args(arguments)
            except CommandError as error:
                pytest.fail(f"{block}: {line}: {error}")

    def _tell_sql(self, block: Block) -> None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(block.text)


def _execute(block: Block, module: ModuleType) -> None:
    # The blank lines make a traceback name the line of the page.
    source = "\n" * (block.line - 1) + block.text
    exec(compile(source, str(block.page), "exec"), module.__dict__)  # noqa: S102 - it is our own documentation
