"""How a user looks from outside, whichever model it is of."""

from __future__ import annotations

from typing import Any


def new_account(user: Any) -> dict[str, Any]:
    """What is told to whoever registered."""
    return {"id": user.pk, "username": user.get_username()}


def account(user: Any) -> dict[str, Any]:
    """What a user is told about themselves; null and false where their model has no such thing."""
    email = getattr(type(user), "EMAIL_FIELD", "email")
    return {
        **new_account(user),
        "email": getattr(user, email, None),
        "is_staff": bool(getattr(user, "is_staff", False)),
        "is_superuser": bool(getattr(user, "is_superuser", False)),
    }


def identity(user: Any) -> dict[str, Any]:
    """Who the caller is, if anybody."""
    is_known = user is not None and user.is_authenticated
    return {"authenticated": is_known, "user": account(user) if is_known else None}
