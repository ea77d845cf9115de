"""Take in JSON that is finite, unambiguous and within bounds, and nothing else; each refusal says what was wrong."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

from django_jobkit.conf import config

# The closing quote is optional, so that text full of quotes is walked through once and not once per quote.
_TOKENS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|([\[{])|[\]}]', re.DOTALL)
_MAX_DIGITS = 1200


class BodyTooLarge(APIException):
    """The body is larger than JOBKIT["MAX_BODY_BYTES"]."""

    status_code = 413
    default_code = "body_too_large"

    def __init__(self) -> None:
        super().__init__(f"The body is larger than {config.MAX_BODY_BYTES:,} bytes.")


class JobkitJSONParser(BaseParser):
    """Strict JSON with a bound on its size and on its depth."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """The value in `stream`; raises ParseError or BodyTooLarge."""
        promised = _promised_length(stream)
        if promised > config.MAX_BODY_BYTES:
            raise BodyTooLarge
        body: bytes = stream.read(config.MAX_BODY_BYTES + 1)
        if len(body) > config.MAX_BODY_BYTES:
            raise BodyTooLarge
        if len(body) < promised:
            raise ParseError(f"The body ended after {len(body):,} of {promised:,} bytes.")
        return parse_json(body)


def _promised_length(stream: Any) -> int:
    # The stream is the request itself, but for a body that somebody read before us.
    length = getattr(stream, "META", {}).get("CONTENT_LENGTH") or ""
    return int(length) if length.isdigit() else 0


def parse_json(body: bytes) -> Any:
    """The JSON value in `body`; raises ParseError for whatever is malformed, ambiguous, infinite or too deep.

    Text is left to the fields, which know its name: what nobody reads may contain what no database can store.
    """
    _check_depth(body, config.MAX_JSON_DEPTH)
    try:
        value = json.loads(
            body.decode("utf-8-sig"),
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_int=_integer,
            parse_float=_real,
        )
    except UnicodeDecodeError as error:
        raise ParseError("The body is not UTF-8.") from error
    except json.JSONDecodeError as error:
        raise ParseError(f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.") from error
    return value


def _check_depth(body: bytes, limit: int) -> None:
    if body.count(b"[") + body.count(b"{") <= limit:
        return
    depth = 0
    for token in _TOKENS.finditer(body):
        if token[1]:
            depth += 1
            if depth > limit:
                raise ParseError(f"The body is nested deeper than {limit} levels.")
        elif token[0] in b"]}":
            depth -= 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ParseError(f"The key {ascii(twice)[:100]} occurs twice in one object.")
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ParseError(f"{name} is not JSON; numbers must be finite.")


def _integer(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise ParseError(f"An integer has more than {_MAX_DIGITS:,} digits.")
    return int(digits)


def _real(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ParseError(f"The number {digits[:40]} is too large.")
    return number
