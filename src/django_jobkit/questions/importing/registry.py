"""The platforms that can be imported from here, by name; ``@platform`` puts them in."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

import pydantic
from django.core.files import File

from django_jobkit.core.named import NamedFunctions
from django_jobkit.core.secret_types import takes_secrets
from django_jobkit.core.validation import Place
from django_jobkit.questions.importing.rows import ImportContext, ImportYield
from django_jobkit.questions.problems import InvalidOptions, UnknownPlatform
from django_jobkit.readers.reader import NoOptions, Reader

Read = Callable[[Any, ImportContext], Iterator[ImportYield]]
Check = Callable[[Any, "File[Any]"], None]
#: What every request for an import may say beside the options of its platform.
COMMON_FIELDS = frozenset({"dry_run", "name", "on_duplicate", "options"})
# It is a part of URLs.
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")


class Platform(Reader[ImportContext, ImportYield]):
    """A generator function that imports run, with the schema of its options."""

    refusal = InvalidOptions

    def __init__(self, name: str, func: Read, options: type[pydantic.BaseModel], *, takes_upload: bool) -> None:
        super().__init__(name, func, options, takes_upload=takes_upload)
        self._check: Check | None = None

    def _place_of(self, location: Place) -> str:
        # They may lie flat in the request, beside what every import may be given.
        return ".".join(map(str, location)) or "options"

    def check(self, func: Check) -> Check:
        """Have the decorated function look at the options and the uploaded file of every import before it starts.

        It raises InvalidOptions for what could not succeed, and leaves the file at its beginning.
        """
        self._check = func
        return func

    def examine(self, options: Any, upload: File[Any]) -> None:
        """Raise InvalidOptions when `upload` does not go with `options`."""
        if self._check is not None:
            self._check(options, upload)


platforms: NamedFunctions[Platform] = NamedFunctions("platform", UnknownPlatform)


def platform(
    name: str, *, options: type[pydantic.BaseModel] = NoOptions, takes_upload: bool = False
) -> Callable[[Read], Platform]:
    """Register the decorated generator function as the platform `name`, with the pydantic model of its options.

    Raises TypeError when it is no generator function, the name cannot be a part of a URL, or the options hold a secret
    or have a name that every import has; ImproperlyConfigured when the name is taken.
    """
    if not _NAME.fullmatch(name):
        raise TypeError(f"A platform has a name of small letters, digits, '_', '.' and '-', not {name!r}.")
    taken = COMMON_FIELDS & _names_of(options)
    if taken:
        raise TypeError(f"Platform {name!r}: every import has {', '.join(sorted(taken))} already.")
    if takes_secrets(options):
        # They would have to be kept for as long as the report is.
        raise TypeError(f"Platform {name!r}: the options of imports are kept and shown, so they hold no secrets.")

    def register(func: Read) -> Platform:
        if not inspect.isgeneratorfunction(func):
            raise TypeError(f"Platform {name!r}: it yields its rows, so it is a generator function.")
        found = Platform(name, func, options, takes_upload=takes_upload)
        platforms.add(found)
        return found

    return register


def _names_of(options: type[pydantic.BaseModel]) -> set[str]:
    return {field.alias or name for name, field in options.model_fields.items()}
