"""What clients send about accounts; what else they send is ignored, for forms have more fields than we have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from rest_framework.exceptions import ValidationError
from rest_framework.fields import empty

from django_jobkit.contrib.accounts.conf import accounts_config as config
from django_jobkit.contrib.accounts.services.user_model import (
    further_fields,
    must_be_said,
    name_field,
    normalised,
)
from django_jobkit.rest.fields import TextField

#: By this every client may call the field by which an account is named, whatever the model calls it.
ALIAS = "username"
PASSWORD = "password"  # noqa: S105 - the name of a field
_NOT_A_VALUE = "Not a valid value."


@dataclass(slots=True, repr=False)
class Body:
    """What was understood of a body, and what was wrong with the rest of it, by the names that the client used."""

    identifier: str | None = None
    password: str | None = None
    further: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, list[str]] = field(default_factory=dict)
    #: What the client calls the name of the account.
    called: str = ALIAS

    def text(self, data: Mapping[str, Any], name: str, checks: TextField) -> str | None:
        """The text under `name`, or None with its problem written down."""
        try:
            return str(checks.run_validation(data.get(name, empty)))
        except ValidationError as error:
            self.problems[name] = [str(message) for message in error.detail]
            return None

    def refuse(self, problems: Mapping[str, list[str]]) -> None:
        """Raise a ValidationError with `problems`, which are by the model's names, and our own, if there are any."""
        name = get_user_model().USERNAME_FIELD
        named = {self.called if key == name else key: said for key, said in problems.items()}
        if self.problems or named:
            raise ValidationError({**named, **self.problems})


def read_login(data: Any) -> Body:
    """A name and a password; raises ValidationError."""
    body = _read(data)
    body.refuse({})
    return body


def read_registration(data: Any) -> Body:
    """What there is to register with; what is wrong with it is for `Body.refuse` to say, with all the rest."""
    body = _read(data)
    if body.identifier is not None:
        body.identifier = normalised(body.identifier)
    for name, column in further_fields().items():
        given = data.get(name)
        if given is None:
            if must_be_said(column):
                body.problems[name] = ["This field is required."]
        elif isinstance(given, list | dict):
            body.problems[name] = [_NOT_A_VALUE]
        else:
            value = body.text(data, name, TextField(allow_blank=True)) if isinstance(given, str) else given
            if value is not None:
                body.further[column.attname] = value
    return body


def _read(data: Any) -> Body:
    if not isinstance(data, Mapping):
        raise ValidationError("Must be an object.")
    body = Body(called=_called(data))
    body.identifier = body.text(data, body.called, TextField(max_length=longest_identifier()))
    # A blank at either end of a password is a part of it.
    checks = TextField(max_length=config.MAX_PASSWORD, trim_whitespace=False)
    body.password = body.text(data, PASSWORD, checks)
    return body


def _called(data: Mapping[str, Any]) -> str:
    name = get_user_model().USERNAME_FIELD
    # A model may have a field of that name beside the one by which it is found.
    is_alias = name not in data and ALIAS in data and ALIAS not in further_fields()
    return ALIAS if is_alias else name


def longest_identifier() -> int:
    """Characters that the name of an account may have."""
    column: models.Field[Any, Any] = name_field()
    return min(getattr(column, "max_length", None) or config.MAX_IDENTIFIER, config.MAX_IDENTIFIER)
