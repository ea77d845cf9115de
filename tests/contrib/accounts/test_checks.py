"""The system checks find what would make accounts useless, or unsafe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import UserManager

from django_jobkit.contrib.accounts import checks


def ids(found: list[Any]) -> list[str]:
    """By which they are known."""
    return [message.id for message in found]


class Narrow(UserManager[Any]):
    """A manager that nobody can register by."""

    def create_user(self, *, nickname: str) -> Any:  # type: ignore[override]
        """Take something else."""


def test_middleware_that_is_missing_is_named(settings: Any) -> None:
    assert checks.check_middleware() == []
    settings.MIDDLEWARE = ["django.middleware.common.CommonMiddleware", "no.such.Middleware"]
    found = checks.check_middleware()
    assert ids(found) == ["jobkit_accounts.E001"] * 3
    assert [message.hint for message in found][1] == 'Add "django.middleware.csrf.CsrfViewMiddleware".'


def test_a_manager_that_takes_something_else_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.check_create_user() == []
    monkeypatch.setattr(UserManager, "create_user", Narrow.create_user)
    assert ids(checks.check_create_user()) == ["jobkit_accounts.E002"]


def test_views_that_do_not_look_at_sessions_are_told_of(settings: Any) -> None:
    assert checks.check_authentication() == []
    basic = "rest_framework.authentication.BasicAuthentication"
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_AUTHENTICATION_CLASSES": [basic]}
    assert ids(checks.check_authentication()) == ["jobkit_accounts.W001"]


def test_cookies_for_other_sites_need_tls(settings: Any) -> None:
    assert checks.check_same_site() == []
    settings.SESSION_COOKIE_SAMESITE = settings.CSRF_COOKIE_SAMESITE = "None"
    settings.CSRF_COOKIE_SECURE = True
    assert [message.msg.partition(" ")[0] for message in checks.check_same_site()] == ["SESSION_COOKIE_SAMESITE"]


def test_a_deployment_keeps_cookies_on_tls_and_judges_passwords(settings: Any) -> None:
    assert ids(checks.check_deployment()) == ["jobkit_accounts.W010"] * 2 + ["jobkit_accounts.W011"]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    name = "django.contrib.auth.password_validation.MinimumLengthValidator"
    settings.AUTH_PASSWORD_VALIDATORS = [{"NAME": name}]
    assert checks.check_deployment() == []


def test_whoever_is_behind_a_proxy_says_how_many_there_are(settings: Any, accounts: Callable[..., None]) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert "jobkit_accounts.W012" in ids(checks.check_deployment())
    accounts(TRUSTED_PROXIES=1)
    assert "jobkit_accounts.W012" not in ids(checks.check_deployment())
