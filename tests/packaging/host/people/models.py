"""A user model that is none of Django's."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models


class Person(AbstractUser):
    """A user whose key is not a number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
