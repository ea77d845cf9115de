"""What tells rows apart for their users, the same on every database whatever its collation."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Any

from django.db import models

_LENGTH = 64


def key_of(*texts: str) -> str:
    """What texts have in common that differ in case, in blanks or in the way their letters are composed."""
    plain = "\0".join(" ".join(unicodedata.normalize("NFKC", text).casefold().split()) for text in texts)
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


class KeyField(models.CharField):  # type: ignore[type-arg]  # it takes none at run time
    """The `key_of` other fields of the row, kept up to date by `save` and `bulk_create`."""

    def __init__(self, *args: Any, sources: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.sources = tuple(sources)
        super().__init__(*args, **{"max_length": _LENGTH, "editable": False, **kwargs})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """As Django asks for it."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "sources": self.sources}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """The key of what the row has now."""
        key = key_of(*(getattr(model_instance, source) for source in self.sources))
        setattr(model_instance, self.attname, key)
        return key
