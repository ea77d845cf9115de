"""Opaque, signed positions in a list."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.signing import BadSignature, Signer
from rest_framework.exceptions import NotFound

_signer = Signer(salt="django_jobkit.cursor")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row `key`, not included, and whether the page lies before or after it."""

    key: UUID | int
    backwards: bool = False

    def encoded(self) -> str:
        """As it travels in a URL."""
        key = self.key.hex if isinstance(self.key, UUID) else self.key
        return _signer.sign_object([key, self.backwards])


def decode_cursor(text: str) -> Cursor:
    """The cursor that was encoded as `text`; raises NotFound when it is damaged."""
    try:
        key, backwards = _signer.unsign_object(text)
        return Cursor(key if isinstance(key, int) else UUID(key), backwards)
    except (BadSignature, ValueError, TypeError, AttributeError) as error:
        raise NotFound("The cursor is damaged.") from error
