"""An executor in bad shape."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django_jobkit.core.executor import BaseExecutor, Health


class Broken(BaseExecutor):
    """Lost its broker."""

    def dispatch(self, job_ids: Sequence[UUID]) -> None:
        """Lose them."""

    def health(self) -> Health:
        """Say so."""
        return Health(healthy=False, details={"broker": "gone"})
