"""The keys that secrets are stored under, from the settings; nothing else of ours touches cryptography."""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from django_jobkit.conf import config
from django_jobkit.exceptions import ExtraMissing, SecretUnreadable

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

_INFO = b"django_jobkit.secrets"
_KEY_BYTES = 32


def encrypt(plain: bytes) -> str:
    """`plain` under the first key; raises ExtraMissing without cryptography."""
    return _keys()[0].encrypt(plain).decode()


def decrypt(token: str) -> bytes:
    """What was encrypted under any of the keys; raises SecretUnreadable when none opens it, or ExtraMissing."""
    return _opened(token)[1]


def rotate(token: str) -> str:
    """The same under the first key; `token` itself when it is already. Raises what `decrypt` raises."""
    number, plain = _opened(token)
    return token if number == 0 else encrypt(plain)


def _opened(token: str) -> tuple[int, bytes]:
    keys = [*_keys(), *([] if is_derived() else _derived_keys())]
    from cryptography.fernet import InvalidToken

    for number, key in enumerate(keys):
        try:
            return number, key.decrypt(token)
        except (InvalidToken, ValueError):
            continue
    raise SecretUnreadable


def is_key(text: str) -> bool:
    """Whether `text` is a Fernet key: 32 bytes in URL-safe base64."""
    try:
        return len(base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)) == _KEY_BYTES
    except ValueError:
        return False


def is_derived() -> bool:
    """Whether there are no keys but those made from Django's SECRET_KEY."""
    return not config.SECRET_KEYS


def _keys() -> list[Fernet]:
    return _derived_keys() if is_derived() else _given(tuple(config.SECRET_KEYS))


def _derived_keys() -> list[Fernet]:
    # They also open what was stored before the host gave keys of its own.
    return _derived((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _given(keys: tuple[str, ...]) -> list[Fernet]:
    fernet = _fernet()
    if not all(map(is_key, keys)):
        raise ImproperlyConfigured("JOBKIT['SECRET_KEYS'] has a key that is none; `manage.py check` says more.")
    return [fernet(key) for key in keys]


@lru_cache(maxsize=4)
def _derived(secrets: tuple[str | bytes, ...]) -> list[Fernet]:
    fernet = _fernet()
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    found = []
    for secret in secrets:
        material = secret if isinstance(secret, bytes) else secret.encode()
        key = HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=_INFO).derive(material)
        found.append(fernet(base64.urlsafe_b64encode(key)))
    return found


def _fernet() -> type[Fernet]:
    try:
        from cryptography.fernet import Fernet
    except ImportError as error:
        raise ExtraMissing("secrets") from error
    return Fernet
