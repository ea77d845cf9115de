"""Rows that belong to one user."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class OwnedQuerySet(models.QuerySet[Row]):
    """Every list and look-up starts with `owned_by`."""

    def owned_by(self, user: Any) -> OwnedQuerySet[Row]:
        """The rows of `user`; none for whoever is nobody. Staff have their own like everybody else."""
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(owner=user)
