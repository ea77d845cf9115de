"""Options as they are stored: validated, and the secrets in them sealed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django_jobkit.conf import config
from django_jobkit.core.secrets import is_sealed, keep_sealed, seal, unseal
from django_jobkit.core.storable import check_storable, encoded_size
from django_jobkit.egress.errors import InvalidUrl
from django_jobkit.egress.hosts import origin_of
from django_jobkit.exceptions import InvalidParams, NotStorable
from django_jobkit.scans.problems import InvalidOptions
from django_jobkit.scans.registry import Extractor
from django_jobkit.services.database import json_depth

_PATH = "options"
_NEW_ADDRESS = "The address has changed; send the secret again."


def stored_options(
    extractor: Extractor, given: Mapping[str, Any], before: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """`given` from outside as it is stored; where it has a mask, the secret of the stored `before` stays.

    Raises InvalidOptions with the fields named.
    """
    try:
        kept = keep_sealed(dict(given), {} if before is None else before, _PATH)
        _refuse_to_tell_others(kept, before or {})
        plain = unseal(kept)
        options = extractor.validated(plain)
        stored: dict[str, Any] = seal(options, options.model_dump(mode="json", by_alias=True), _PATH)
        check_storable(stored, max_depth=json_depth())
    except InvalidParams as error:
        raise InvalidOptions(details=error.details) from error
    except NotStorable as error:
        raise InvalidOptions(details={_PATH: [error.message]}) from error
    size = encoded_size(stored)
    if size > config.MAX_PARAMS_BYTES:
        message = f"The options have {size:,} bytes of JSON; the limit is {config.MAX_PARAMS_BYTES:,}."
        raise InvalidOptions(details={_PATH: [message]})
    return stored


def _refuse_to_tell_others(kept: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    """Whoever may change a source must not have its secret sent to a server of their own."""
    secrets = [path for path, value in _leaves(kept, _PATH) if is_sealed(value)]
    if secrets and _origins(kept) - _origins(before):
        raise InvalidOptions(details={path: [_NEW_ADDRESS] for path in secrets})


def _origins(options: Mapping[str, Any]) -> set[tuple[str, str, int | None]]:
    texts = (value.strip() for _, value in _leaves(options, _PATH) if isinstance(value, str))
    return {_origin(text) for text in texts if "://" in text}


def _origin(url: str) -> tuple[str, str, int | None]:
    try:
        return origin_of(url)
    except InvalidUrl:
        return "", url, None


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """What is no object and no list in JSON, and sealed secrets, each with its dotted path."""
    if isinstance(value, Mapping) and not is_sealed(value):
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}")
    elif isinstance(value, (list, tuple)):
        for place, item in enumerate(value):
            yield from _leaves(item, f"{path}.{place}")
    else:
        yield path, value
