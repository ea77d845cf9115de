"""Options as they are stored: validated, and the secrets in them sealed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django_jobkit.conf import config
from django_jobkit.core.secrets import keep_sealed, seal, unseal
from django_jobkit.core.storable import check_storable, encoded_size
from django_jobkit.exceptions import InvalidParams, NotStorable
from django_jobkit.scans.problems import InvalidOptions
from django_jobkit.scans.registry import Extractor
from django_jobkit.services.database import json_depth

_PATH = "options"


def stored_options(
    extractor: Extractor, given: Mapping[str, Any], before: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """`given` from outside as it is stored; where it has a mask, the secret of the stored `before` stays.

    Raises InvalidOptions with the fields named.
    """
    try:
        plain = unseal(keep_sealed(dict(given), {} if before is None else before, _PATH))
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
