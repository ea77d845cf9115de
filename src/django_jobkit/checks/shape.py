"""Whether JOBKIT holds what it may hold: known names, values of the right type, numbers in range."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, get_type_hints

import pydantic
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

from django_jobkit.conf import Config

#: The least that makes sense; what is not listed may be any number, and 0 switches some things off.
_LEAST: dict[str, float] = {
    **dict.fromkeys(
        ("CONCURRENCY", "BATCH", "MAX_ATTEMPTS", "MAX_ATTEMPTS_LIMIT", "UNREGISTERED_ATTEMPTS", "MAX_HISTORY"), 1
    ),
    **dict.fromkeys(("BULK_LIMIT", "PAGE_SIZE", "MAX_PAGE_SIZE", "COUNT_CAP", "MAX_JSON_DEPTH", "RETRY_AFTER"), 1),
    **dict.fromkeys(("MAX_PARAMS_BYTES", "MAX_RESULT_BYTES", "MAX_STATE_BYTES", "MAX_BODY_BYTES"), 2),
    **dict.fromkeys(("POLL_INTERVAL", "WATCH_INTERVAL", "MAINTENANCE_INTERVAL", "HEARTBEAT_INTERVAL"), 0.01),
    **dict.fromkeys(("LEASE", "TIMEOUT", "TIMEOUT_LIMIT", "PUBLISH_TIMEOUT", "REDELIVERY_AFTER"), 0.1),
    **dict.fromkeys(("SHUTDOWN_GRACE", "TIMEOUT_GRACE", "WAIT_LIMIT", "MAX_WAITERS", "UNREGISTERED_DELAY"), 0),
    **dict.fromkeys(("QUOTA", "QUOTA_RETRY_AFTER", "FREE_ATTEMPTS", "PUBLISH_BACKLOG"), 0),
}


def given() -> Mapping[str, Any]:
    """What the host put into JOBKIT; nothing, where that is no mapping."""
    found = getattr(settings, "JOBKIT", {})
    return found if isinstance(found, Mapping) else {}


def check_names(**kwargs: Any) -> list[CheckMessage]:
    """E001 and W001: JOBKIT is a dict of known names."""
    if not isinstance(getattr(settings, "JOBKIT", {}), Mapping):
        return [Error("JOBKIT must be a dict.", hint='JOBKIT = {"EXECUTOR": "thread"}', id="jobkit.E001")]
    known = Config.names()
    return [_unknown(str(name), known) for name in given() if name not in known]


def _unknown(name: str, known: list[str]) -> CheckMessage:
    close = get_close_matches(name.upper(), known, n=1)
    hint = f"Did you mean {close[0]!r}?" if close else f"The names are: {', '.join(known)}."
    return CheckWarning(f"JOBKIT has no setting {name!r}; it has no effect.", hint=hint, id="jobkit.W001")


def check_values(**kwargs: Any) -> list[CheckMessage]:
    """E002 and E003: values of the right type and in range."""
    hints = _hints()
    found: list[CheckMessage] = []
    for name, value in given().items():
        if name in hints:
            found += _type_errors(name, value, hints[name]) or _range_errors(name, value)
    return found


@lru_cache
def _hints() -> dict[str, Any]:
    return {name: hint for name, hint in get_type_hints(Config).items() if name.isupper()}


def _type_errors(name: str, value: Any, hint: Any) -> list[CheckMessage]:
    plain = list(value) if isinstance(value, tuple) else value
    try:
        pydantic.TypeAdapter(hint).validate_python(plain, strict=True)
    except pydantic.ValidationError:
        wanted = getattr(hint, "__name__", None) if isinstance(hint, type) and "[" not in str(hint) else str(hint)
        wanted = str(wanted).replace("datetime.", "")
        return [
            Error(
                f"JOBKIT[{name!r}] is {value!r}, which is no {wanted}.",
                hint=f"The default is {vars(Config)[name]!r}.",
                id="jobkit.E002",
            )
        ]
    return []


def _range_errors(name: str, value: Any) -> list[CheckMessage]:
    least = _LEAST.get(name)
    if least is None or value is None or value >= least:
        return []
    return [
        Error(
            f"JOBKIT[{name!r}] is {value!r}; the least is {least:g}.",
            hint=f"The default is {vars(Config)[name]!r}.",
            id="jobkit.E003",
        )
    ]


def is_sound(*names: str) -> bool:
    """Whether these settings have the right type and range, so that other checks can reckon with them."""
    if not isinstance(getattr(settings, "JOBKIT", {}), Mapping):
        return False
    hints = _hints()
    values = given()
    return not any(
        _type_errors(name, values[name], hints[name]) or _range_errors(name, values[name])
        for name in names
        if name in values
    )
