"""``manage.py jobkit_rotate_secrets``: put every stored secret under the newest key, so that old keys can go."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from django_jobkit.exceptions import ExtraMissing
from django_jobkit.management.counting import counting
from django_jobkit.services.rotate_secrets import rotate_column
from django_jobkit.services.secret_columns import SecretColumn, secret_columns

_EXAMPLES = 3


class Command(BaseCommand):
    """May be stopped and begun again at any time, while everything runs."""

    help = (
        "Encrypt all stored secrets anew under the first of JOBKIT['SECRET_KEYS'], batch by batch. "
        "What is under it already is left alone. Exit code 1 when there are secrets that no key opens."
    )

    def handle(self, *, verbosity: int, **options: Any) -> None:
        """Raises CommandError for what no key opens, once everything else is done, and without cryptography."""
        unreadable: list[str] = []
        for column in secret_columns():
            try:
                changed, lost = self._rotate(column)
            except ExtraMissing as error:
                raise CommandError(error.message) from None
            if verbosity:
                self.stdout.write(f"{column}: {changed:,} {'row' if changed == 1 else 'rows'} under the newest key")
            unreadable += [f"{column} of {key}" for key in lost]
        if unreadable:
            more = f" and {len(unreadable) - _EXAMPLES:,} more" if len(unreadable) > _EXAMPLES else ""
            raise CommandError(
                f"No key opens the secrets in {', '.join(unreadable[:_EXAMPLES])}{more}. "
                "Put the key that they were stored under back into JOBKIT['SECRET_KEYS'], at the end."
            )

    def _rotate(self, column: SecretColumn) -> tuple[int, list[Any]]:
        changed = 0
        lost: list[Any] = []
        with counting(self.stdout, str(column)) as advance:
            for part in rotate_column(column):
                changed += part.changed
                lost += part.unreadable
                advance(part.seen)
        return changed, lost
