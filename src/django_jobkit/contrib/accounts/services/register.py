"""Make an account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, router, transaction
from django.db.models import CharField, TextField
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from django_jobkit.contrib.accounts.problems import TooManyAttempts
from django_jobkit.contrib.accounts.services.tallies import Limit, give_back, key_of, take
from django_jobkit.contrib.accounts.services.user_model import folded
from django_jobkit.exceptions import InvalidRequest

Problems = dict[str, list[str]]
#: Seconds after which a name is free again that a process was about to give away when it died.
_CLAIM = 60.0


@sensitive_variables("password")
def checked(fields: Mapping[str, Any], password: str | None) -> tuple[dict[str, Any], Problems]:
    """`fields` as the user model stores them, and all that speaks against them and against `password`, by field.

    That is said by the model's fields, by the rows that are there, and by the project's password validators.
    """
    model = get_user_model()
    candidate = model(**fields)
    values: dict[str, Any] = {}
    problems: Problems = {}
    for field in model._meta.concrete_fields:
        if field.attname in fields:
            try:
                values[field.attname] = field.clean(fields[field.attname], candidate)
            except ValidationError as error:
                problems[field.name] = error.messages
            except (TypeError, ValueError, OverflowError):
                problems[field.name] = [_("This is not valid.")]
    problems |= _taken(values)
    if password is not None:
        try:
            validate_password(password, candidate)
        except ValidationError as error:
            problems["password"] = error.messages
    return values, problems


@sensitive_variables("password")
def create_account(fields: Mapping[str, Any], password: str) -> Any:
    """A new user of the host's model with `fields` that have no problems; raises InvalidRequest when one is taken."""
    model = get_user_model()
    with _claimed(str(fields[model.USERNAME_FIELD])):
        _refuse_taken(fields)
        try:
            with transaction.atomic(using=router.db_for_write(model)):
                return _create(fields, password)
        except ValidationError as error:
            raise InvalidRequest(details={"non_field_errors": error.messages}) from error
        except IntegrityError:
            # Another door than ours let somebody in at the same time; if not, it is no fault of the caller's.
            _refuse_taken(fields)
            raise


@sensitive_variables("password")
def _create(fields: Mapping[str, Any], password: str) -> Any:
    manager: Any = get_user_model()._default_manager
    if hasattr(manager, "create_user"):
        return manager.create_user(**fields, password=password)
    user = get_user_model()(**fields)
    user.set_password(password)
    user.save()
    return user


@contextmanager
def _claimed(identifier: str) -> Iterator[None]:
    """Keep `identifier`, however it is spelt, from whoever asks for it meanwhile.

    Not by a lock: the password is hashed meanwhile. Not by the database's constraint either, which often holds names
    apart that people do not.
    """
    claim = Limit(key_of("name", folded(identifier)), 1, _CLAIM)
    try:
        take(claim)
    except TooManyAttempts as error:
        raise InvalidRequest(details={get_user_model().USERNAME_FIELD: [_already_taken()]}) from error
    try:
        yield
    finally:
        give_back(claim)


def _refuse_taken(fields: Mapping[str, Any]) -> None:
    if taken := _taken(fields):
        raise InvalidRequest(details=taken)


def _taken(fields: Mapping[str, Any]) -> Problems:
    model = get_user_model()
    # Whoever is hidden by a manager of the host's has their name all the same.
    users = model._base_manager.using(router.db_for_write(model))
    problems: Problems = {}
    for field in model._meta.concrete_fields:
        value = fields.get(field.attname)
        if value in (None, "") or not (field.unique or field.name == model.USERNAME_FIELD):
            continue
        look_up = "iexact" if isinstance(field, CharField | TextField) else "exact"
        if users.filter(**{f"{field.name}__{look_up}": value}).exists():
            problems[field.name] = [_already_taken()]
    return problems


def _already_taken() -> str:
    return _("This is already taken.")
