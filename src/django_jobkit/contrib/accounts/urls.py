"""Accounts, for ``path("accounts/", include("django_jobkit.contrib.accounts.urls"))``."""

from __future__ import annotations

from typing import Any

from django.db import connections, transaction
from django.urls import path

from django_jobkit.contrib.accounts.rest.views import (
    AccountView,
    IdentityView,
    LoginView,
    LogoutView,
    RegisterView,
)


def _committing(kind: type[AccountView]) -> Any:
    """Count what failed for good, whatever ATOMIC_REQUESTS says: a refusal would take its own count back."""
    view = kind.as_view()
    for alias in connections:
        view = transaction.non_atomic_requests(using=alias)(view)
    return view


app_name = "jobkit_accounts"
urlpatterns = [
    path("register/", _committing(RegisterView), name="register"),
    path("login/", _committing(LoginView), name="login"),
    path("logout/", _committing(LogoutView), name="logout"),
    path("identity/", _committing(IdentityView), name="identity"),
]
