"""Whether JOBKIT holds what it may hold: known names, values of the right type, numbers in range."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, get_type_hints

import pydantic
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

from django_jobkit.conf import Config, Section


def check_names(**kwargs: Any) -> list[CheckMessage]:
    """E001 and W001: JOBKIT and its sections are dicts of known names."""
    whole = getattr(settings, "JOBKIT", {})
    if not isinstance(whole, Mapping):
        return [Error("JOBKIT must be a dict.", hint='JOBKIT = {"EXECUTOR": "thread"}', id="jobkit.E001")]
    found: list[CheckMessage] = []
    for section in Section.sections.values():
        if section.key and not isinstance(whole.get(section.key, {}), Mapping):
            found.append(Error(f"JOBKIT{_place(section)} must be a dict.", id="jobkit.E001"))
            continue
        known = [*section.names(), *(() if section.key else filter(None, Section.sections))]
        found += [_unknown(section, str(name), known) for name in section.given() if name not in known]
    return found


def _place(section: type[Section], name: str = "") -> str:
    return "".join(f"[{part!r}]" for part in (section.key, name) if part)


def _unknown(section: type[Section], name: str, known: list[str]) -> CheckMessage:
    close = get_close_matches(name.upper(), known, n=1)
    hint = f"Did you mean {close[0]!r}?" if close else f"The names are: {', '.join(known)}."
    return CheckWarning(
        f"JOBKIT{_place(section)} has no setting {name!r}; it has no effect.", hint=hint, id="jobkit.W001"
    )


def check_values(**kwargs: Any) -> list[CheckMessage]:
    """E002 and E003: values of the right type and in range."""
    found: list[CheckMessage] = []
    for section in Section.sections.values():
        hints = _hints(section)
        for name, value in section.given().items():
            if name in hints:
                found += _errors(section, name, value)
    return found


def _hints(section: type[Section]) -> dict[str, Any]:
    return {name: hint for name, hint in get_type_hints(section).items() if name.isupper()}


def _errors(section: type[Section], name: str, value: Any) -> list[CheckMessage]:
    return _type_errors(section, name, value, _hints(section)[name]) or _range_errors(section, name, value)


def _type_errors(section: type[Section], name: str, value: Any, hint: Any) -> list[CheckMessage]:
    plain = list(value) if isinstance(value, tuple) else value
    try:
        pydantic.TypeAdapter(hint).validate_python(plain, strict=True)
    except pydantic.ValidationError:
        wanted = getattr(hint, "__name__", None) if isinstance(hint, type) and "[" not in str(hint) else str(hint)
        wanted = str(wanted).replace("datetime.", "")
        shown = "not shown here" if name in section.unspoken else repr(value)
        message = f"JOBKIT{_place(section, name)} is {shown}, which is no {wanted}."
        return [Error(message, hint=_default(section, name), id="jobkit.E002")]
    return []


def _range_errors(section: type[Section], name: str, value: Any) -> list[CheckMessage]:
    least = section.least.get(name)
    if least is None or value is None or value >= least:
        return []
    message = f"JOBKIT{_place(section, name)} is {value!r}; the least is {least:g}."
    return [Error(message, hint=_default(section, name), id="jobkit.E003")]


def _default(section: type[Section], name: str) -> str:
    return f"The default is {vars(section)[name]!r}."


def is_sound(*names: str) -> bool:
    """Whether these settings of the core have the right type and range, so that other checks can reckon with them."""
    if not isinstance(getattr(settings, "JOBKIT", {}), Mapping):
        return False
    values = Config.given()
    return not any(_errors(Config, name, values[name]) for name in names if name in values)
