"""The five words for where a job stands."""

from __future__ import annotations

from django.db.models import TextChoices


class Status(TextChoices):
    """Where a job stands; `core.lifecycle` says what leads from one to the other."""

    PENDING = "PENDING", "Pending"  # A claim moves it on, or a cancel.
    RUNNING = "RUNNING", "Running"  # Its worker moves it on, or rescue when the worker is gone.
    COMPLETED = "COMPLETED", "Completed"  # It stays.
    FAILED = "FAILED", "Failed"  # It stays, until somebody asks for a retry.
    CANCELLED = "CANCELLED", "Cancelled"  # It stays, until somebody asks for a retry.

    @property
    def is_terminal(self) -> bool:
        """Whether a job ends here."""
        return self in TERMINAL


TERMINAL = frozenset({Status.COMPLETED, Status.FAILED, Status.CANCELLED})


def status_choices() -> list[tuple[str, str]]:
    """The choices of status fields, as a callable so that a new word needs no migration."""
    return list(Status.choices)
