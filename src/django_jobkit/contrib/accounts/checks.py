"""System checks of accounts, tagged "jobkit"."""

from __future__ import annotations

import inspect
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.checks import CheckMessage, Error, Warning, register
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.module_loading import import_string
from rest_framework.authentication import SessionAuthentication
from rest_framework.settings import api_settings

from django_jobkit.contrib.accounts.conf import accounts_config
from django_jobkit.contrib.accounts.services.user_model import further_fields, must_be_said

_MIDDLEWARE: tuple[type, ...] = (SessionMiddleware, CsrfViewMiddleware, AuthenticationMiddleware)
_COOKIES = ("SESSION_COOKIE", "CSRF_COOKIE")


def check_middleware(**kwargs: Any) -> list[CheckMessage]:
    """E001: sessions, CSRF tokens and users reach the views."""
    installed = [_imported(path) for path in settings.MIDDLEWARE]
    return [
        Error(
            f"Accounts need {wanted.__name__}, which is not in MIDDLEWARE.",
            hint=f'Add "{wanted.__module__}.{wanted.__name__}".',
            id="jobkit_accounts.E001",
        )
        for wanted in _MIDDLEWARE
        if not any(isinstance(found, type) and issubclass(found, wanted) for found in installed)
    ]


def check_create_user(**kwargs: Any) -> list[CheckMessage]:
    """E002: the manager of the user model takes what people register with."""
    model = get_user_model()
    create = getattr(model._default_manager, "create_user", None)
    if create is None:
        return []
    said = {name: None for name, field in further_fields().items() if must_be_said(field)}
    try:
        inspect.signature(create).bind(**{model.USERNAME_FIELD: None, "password": None, **said})
    except TypeError as error:
        return [
            Error(
                f"{model.__name__}.objects.create_user() cannot be called with what people register with: {error}.",
                hint="Give the model a manager whose create_user takes USERNAME_FIELD, password and REQUIRED_FIELDS.",
                id="jobkit_accounts.E002",
            )
        ]
    return []


def check_authentication(**kwargs: Any) -> list[CheckMessage]:
    """W001: other views know who has logged in."""
    classes: Any = api_settings.DEFAULT_AUTHENTICATION_CLASSES
    if any(issubclass(found, SessionAuthentication) for found in classes):
        return []
    return [
        Warning(
            "Whoever logs in is still nobody to the other views: sessions are not among their authentication classes.",
            hint='Add "rest_framework.authentication.SessionAuthentication" to '
            "REST_FRAMEWORK['DEFAULT_AUTHENTICATION_CLASSES'].",
            id="jobkit_accounts.W001",
        )
    ]


def check_same_site(**kwargs: Any) -> list[CheckMessage]:
    """W002: no cookie is sent in vain."""
    return [
        Warning(
            f"{cookie}_SAMESITE is 'None' without {cookie}_SECURE: browsers throw such a cookie away.",
            hint=f"Set {cookie}_SECURE = True and serve over TLS.",
            id="jobkit_accounts.W002",
        )
        for cookie in _COOKIES
        if str(getattr(settings, f"{cookie}_SAMESITE")).lower() == "none" and not getattr(settings, f"{cookie}_SECURE")
    ]


def check_deployment(**kwargs: Any) -> list[CheckMessage]:
    """W010 to W012: cookies stay on TLS, passwords are judged, and callers are told apart."""
    found: list[CheckMessage] = [
        Warning(
            f"{cookie}_SECURE is off: whoever listens on the network can act as somebody else.",
            hint=f"Set {cookie}_SECURE = True and serve over TLS.",
            id="jobkit_accounts.W010",
        )
        for cookie in _COOKIES
        if not getattr(settings, f"{cookie}_SECURE")
    ]
    if not settings.AUTH_PASSWORD_VALIDATORS:
        found.append(
            Warning(
                "AUTH_PASSWORD_VALIDATORS is empty: people may register with any password.",
                hint="Set it; a project made by django-admin has four of them.",
                id="jobkit_accounts.W011",
            )
        )
    if settings.SECURE_PROXY_SSL_HEADER and not accounts_config.TRUSTED_PROXIES:
        found.append(
            Warning(
                "There is a proxy in front, and JOBKIT['ACCOUNTS']['TRUSTED_PROXIES'] is 0: "
                "all callers share the proxy's address, and its limits.",
                hint="Set it to the number of proxies that append to X-Forwarded-For.",
                id="jobkit_accounts.W012",
            )
        )
    return found


def _imported(path: str) -> Any:
    try:
        return import_string(path)
    except ImportError:
        # Django says so itself.
        return None


for _check in (check_middleware, check_create_user, check_authentication, check_same_site):
    register(_check, "jobkit")
register(check_deployment, "jobkit", deploy=True)
