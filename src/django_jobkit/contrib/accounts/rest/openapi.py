"""The operations on accounts, and their bodies as schemas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from drf_spectacular.openapi import AutoSchema

from django_jobkit.contrib.accounts.conf import accounts_config as config
from django_jobkit.contrib.accounts.rest.bodies import ALIAS, PASSWORD, longest_identifier
from django_jobkit.contrib.accounts.services.user_model import further_fields, must_be_said
from django_jobkit.rest.openapi.answers import INTEGER, TEXT, ErrorAnswer, nullable, record
from django_jobkit.rest.openapi.components import Drawn
from django_jobkit.rest.openapi.json_schema import NO_NUL, Schema
from django_jobkit.rest.openapi.operations import WITH_BODY, View, answer_header, operation

TAG = "Accounts"
_TRUTH: Schema = {"type": "boolean"}
_THROTTLED = {429: (ErrorAnswer, "Too many attempts from this address or at this account.")}
_TOKEN = answer_header("X-CSRFToken", TEXT, "For the header of the same name in requests that change anything.", [200])


def _credentials() -> dict[str, Schema]:
    name: Schema = {"type": "string", "maxLength": longest_identifier(), "pattern": NO_NUL}
    password = {"type": "string", "format": "password", "maxLength": config.MAX_PASSWORD, "pattern": NO_NUL}
    called = ALIAS if ALIAS not in further_fields() else get_user_model().USERNAME_FIELD
    return {called: name, PASSWORD: {**password, "writeOnly": True}}


def _new_account() -> dict[str, Schema]:
    key = get_user_model()._meta.pk
    return {"id": INTEGER if isinstance(key, models.IntegerField) else TEXT, "username": TEXT}


def _account() -> Schema:
    return record({**_new_account(), "email": nullable(TEXT), "is_staff": _TRUTH, "is_superuser": _TRUTH})


class Credentials(Drawn):
    """A name and a password."""

    name = "Credentials"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """The name may be sent under the name of its field in the user model as well."""
        return record(_credentials())


class Registration(Drawn):
    """What there is to register with."""

    name = "Registration"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """With the required fields of the user model."""
        further = further_fields()
        optional = tuple(name for name, field in further.items() if not must_be_said(field))
        return record({**_credentials(), **{name: {} for name in further}}, optional)


class NewAccount(Drawn):
    """Somebody who has just registered."""

    name = "NewAccount"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """By key and name."""
        return record(_new_account())


class Account(Drawn):
    """Somebody, as they see themselves."""

    name = "Account"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """Null and false where the user model has no such thing."""
        return _account()


class Identity(Drawn):
    """Who the caller is."""

    name = "Identity"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """Null for nobody."""
        somebody = auto_schema.resolve_serializer(Account, "response").ref
        return record({"authenticated": _TRUTH, "user": nullable(somebody)})


def _described(body: Any, code: int, answer: Any, said: str, **more: Any) -> Callable[[View], View]:
    answers = {code: (answer, said), **(_THROTTLED if body else {})}
    return operation("", TAG, request=body, answers=answers, errors=WITH_BODY if body else (), **more)


register = _described(Registration, 201, NewAccount, "The new account; it is not logged in.")
log_in = _described(Credentials, 200, Account, "Logged in; the cookies are set.", parameters=[_TOKEN])
log_out = _described(None, 200, Identity, "Nobody is logged in any longer.")
who_am_i = _described(None, 200, Identity, "Who the caller is; the CSRF cookie is set.", parameters=[_TOKEN])
