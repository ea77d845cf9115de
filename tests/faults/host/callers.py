"""Who is asking: whoever the request says, for passwords are not under test."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request


class NamedCaller(BaseAuthentication):
    """``Authorization: Caller alice`` is the user of that name, made at the first request."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """The user, or None when nobody is named."""
        scheme, _, name = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Caller":
            return None
        user, _ = get_user_model().objects.get_or_create(username=name)
        return user, None

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return "Caller"
