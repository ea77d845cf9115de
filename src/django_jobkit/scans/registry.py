"""The extractors that can be run here, by name; ``@extractor`` puts them in."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pydantic

from django_jobkit.core.named import NamedFunctions
from django_jobkit.core.secret_types import takes_secrets
from django_jobkit.readers.reader import NoOptions, Reader
from django_jobkit.scans.extracting import ScanContext, Yielded
from django_jobkit.scans.problems import InvalidOptions, UnknownExtractor

Extract = Callable[[Any, ScanContext], Iterator[Yielded]]
_MAX_NAME = 100


class Extractor(Reader[ScanContext, Yielded]):
    """A generator function that scans run, with the schema of its options."""

    refusal = InvalidOptions

    def __init__(self, name: str, func: Extract, options: type[pydantic.BaseModel], *, takes_upload: bool) -> None:
        super().__init__(name, func, options, takes_upload=takes_upload)
        #: Whether a SecretStr or SecretBytes is anywhere in its options.
        self.takes_secrets = takes_secrets(options)


extractors: NamedFunctions[Extractor] = NamedFunctions("extractor", UnknownExtractor)


def extractor(
    name: str, *, options: type[pydantic.BaseModel] = NoOptions, takes_upload: bool = False
) -> Callable[[Extract], Extractor]:
    """Register the decorated generator function as the extractor `name`, with the pydantic model of its options.

    Raises TypeError when it is no generator function, the name is too long, or a secret in the options could not be
    kept secret; ImproperlyConfigured when the name is taken.
    """
    if not name or len(name) > _MAX_NAME:
        raise TypeError(f"An extractor has a name of 1 to {_MAX_NAME} characters.")

    def register(func: Extract) -> Extractor:
        if not inspect.isgeneratorfunction(func):
            raise TypeError(f"Extractor {name!r}: it yields its records, so it is a generator function.")
        found = Extractor(name, func, options, takes_upload=takes_upload)
        extractors.add(found)
        return found

    return register
