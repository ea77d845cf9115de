"""Secrets in JSON: sealed before they are stored, opened on the way to who needs them, masked for everybody else."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

import pydantic
from pydantic import SecretBytes, SecretStr

from django_jobkit.core import keyring
from django_jobkit.core.opened import note_opened
from django_jobkit.core.redaction import MASK
from django_jobkit.core.sealed import SEALED, is_sealed, keep_sealed, mask, refuse_sealed, reserved
from django_jobkit.exceptions import InvalidParams

__all__ = ["is_sealed", "keep_sealed", "mask", "refuse_sealed", "reseal", "reveal", "seal", "unseal"]

Secret = SecretStr | SecretBytes
_IS_MASK = "This is the mask and not the secret; send the secret itself."
_NO_TEXT = "Text must not contain lone surrogates."
_SURROGATE = re.compile("[\ud800-\udfff]")
# Ours, and that of pydantic.
_MASKS = {MASK.encode(), b"*" * 10}


def seal(value: Any, dumped: Any, path: str = "params") -> Any:
    """`dumped` with the secrets in it sealed; it is the JSON that pydantic made of `value`.

    `value` is a pydantic model, or what its ``model_dump`` gives. Raises InvalidParams, the field named under `path`,
    for sealed objects from outside, and where a mask stands for a secret; ExtraMissing without cryptography.
    """
    return _paired(value, dumped, path, _sealed)


def reveal(value: Any, dumped: Any) -> Any:
    """`dumped` with the secrets in it in the open, for what is validated again at once."""
    return _paired(value, dumped, "params", lambda secret, _: secret)


def unseal(stored: Any) -> Any:
    """Stored JSON with its secrets in the open: text, or bytes where they are no UTF-8.

    A run that opens them masks them in its progress, its errors and our logs. Raises SecretUnreadable or ExtraMissing.
    """
    return _mapped(stored, _opened)


def reseal(stored: Any) -> Any:
    """Stored JSON with its secrets under the newest key; equal to `stored` when they are already.

    Raises SecretUnreadable or ExtraMissing.
    """
    return _mapped(stored, lambda token: {SEALED: keyring.rotate(token)})


def _sealed(secret: Secret, path: str) -> dict[str, str]:
    value = secret.get_secret_value()
    if isinstance(value, str) and _SURROGATE.search(value):
        raise InvalidParams(details={path: [_NO_TEXT]})
    plain = value.encode() if isinstance(value, str) else value
    if plain in _MASKS:
        raise InvalidParams(details={path: [_IS_MASK]})
    return {SEALED: keyring.encrypt(plain)}


def _opened(token: str) -> str | bytes:
    plain = keyring.decrypt(token)
    note_opened(plain.decode(errors="replace"))
    try:
        return plain.decode()
    except UnicodeDecodeError:
        return plain


def _mapped(stored: Any, change: Callable[[str], Any]) -> Any:
    if isinstance(stored, Mapping):
        if is_sealed(stored):
            return change(stored[SEALED])
        return {key: _mapped(item, change) for key, item in stored.items()}
    if isinstance(stored, (list, tuple)):
        return [_mapped(item, change) for item in stored]
    return stored


def _paired(value: Any, dumped: Any, path: str, change: Callable[[Any, str], Any]) -> Any:
    if isinstance(value, (SecretStr, SecretBytes)):
        return change(value, path)
    if isinstance(value, pydantic.BaseModel):
        value = value.model_dump(by_alias=True)
    if isinstance(value, Mapping) and isinstance(dumped, Mapping):
        if SEALED in dumped:
            raise reserved(path)
        pairs = zip(value.values(), dumped.items(), strict=True)
        return {key: _paired(item, text, f"{path}.{key}", change) for item, (key, text) in pairs}
    if isinstance(dumped, list) and isinstance(value, Collection) and len(value) == len(dumped):
        items = zip(value, dumped, strict=True)
        return [_paired(item, text, f"{path}.{place}", change) for place, (item, text) in enumerate(items)]
    refuse_sealed(dumped, path)
    return dumped
