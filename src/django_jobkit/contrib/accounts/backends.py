"""An authentication backend that brings the limits to every other door: the admin, Basic authentication, forms."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from django_jobkit.contrib.accounts.problems import TooManyAttempts
from django_jobkit.contrib.accounts.services.login import limited


class LimitedBackend(ModelBackend):
    """Django's own, for ``AUTHENTICATION_BACKENDS`` in its place; to each door, over the limit is a wrong password."""

    @sensitive_variables("password")
    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Any:
        """The user, or None; raises PermissionDenied, which keeps Django from asking other backends."""

        def check() -> Any:
            return ModelBackend.authenticate(self, request, username, password, **kwargs)

        identifier = username or kwargs.get(get_user_model().USERNAME_FIELD)
        if request is None or not isinstance(identifier, str):
            return check()
        try:
            return limited(request, identifier, password, check)
        except TooManyAttempts as error:
            raise PermissionDenied from error
