"""What the host's user model wants to know, whichever model that is."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import BaseUserManager
from django.db.models import EmailField, Field


def name_field() -> Field[Any, Any]:
    """The field by which an account is named at login."""
    model = get_user_model()
    field: Field[Any, Any] = model._meta.get_field(model.USERNAME_FIELD)  # type: ignore[assignment]  # no relation
    return field


def further_fields() -> dict[str, Field[Any, Any]]:
    """What else can be said at registration, by name: the required fields, and the e-mail address."""
    model = get_user_model()
    names = dict.fromkeys([*model.REQUIRED_FIELDS, getattr(model, "EMAIL_FIELD", None)])
    known = {field.name: field for field in model._meta.concrete_fields}
    return {name: known[name] for name in names if name in known and name not in {model.USERNAME_FIELD, "password"}}


def must_be_said(field: Field[Any, Any]) -> bool:
    """Whether nobody can register without `field`; the model may well require one only when it asks in a terminal."""
    return field.name in get_user_model().REQUIRED_FIELDS and not field.blank and not field.has_default()


def normalised(identifier: str) -> str:
    """`identifier` as the host's user model stores it."""
    model = get_user_model()
    identifier = identifier.strip()
    if isinstance(name_field(), EmailField):
        identifier = BaseUserManager.normalize_email(identifier)
    normalize = getattr(model, "normalize_username", str)
    return str(normalize(identifier))


def folded(identifier: str) -> str:
    """`identifier` so that what people take for the same name is the same."""
    return normalised(identifier).casefold()
