"""Users by e-mail address, by nothing but a handle, and by an address beside a user name."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class MemberManager(BaseUserManager[Any]):
    """Wants the address first, as most managers of such models do."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> Any:
        """A member."""
        if not email:
            raise ValueError("Members have an address.")
        user = self.model(email=self.normalize_email(email), **more)
        user.set_password(password)
        user.save()
        return user


class Member(AbstractBaseUser):
    """Logs in by e-mail address, has a UUID, and says their name and birthday at registration."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=20)
    born = models.DateField()
    nickname = models.CharField(max_length=20, unique=True, null=True, default=None)  # noqa: DJ001 - unique, and empty for many
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name", "born", "nickname"]

    objects = MemberManager()


class Soul(AbstractBaseUser):
    """Has a handle, and nothing else: no address, no staff, no way to be switched off, no manager of its own kind."""

    handle = models.TextField(unique=True)

    USERNAME_FIELD = "handle"
    EMAIL_FIELD = "none"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[Any] = BaseUserManager()


class PenFriend(AbstractBaseUser):
    """Logs in by address, and has a user name beside it."""

    email = models.EmailField(unique=True)
    username = models.CharField(max_length=20, unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["username"]

    objects: ClassVar[Any] = BaseUserManager()
