"""An executor in bad shape."""

from __future__ import annotations

from collections.abc import Sequence

from django_jobkit.core.executor import BaseExecutor, Health, Hint


class Broken(BaseExecutor):
    """Lost its broker."""

    def dispatch(self, hints: Sequence[Hint]) -> None:
        """Lose them."""

    def health(self) -> Health:
        """Say so."""
        return Health(healthy=False, details={"broker": "gone"})
