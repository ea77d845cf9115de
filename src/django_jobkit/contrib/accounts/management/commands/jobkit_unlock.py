"""``manage.py jobkit_unlock``: let an account, or an address, be tried again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from django_jobkit.contrib.accounts.services.addresses import address_of
from django_jobkit.contrib.accounts.services.limits import unlock_account, unlock_address


class Command(BaseCommand):
    """Forgets what was counted."""

    help = "Forget failed logins, so that an account or an address can be tried again at once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom to forget."""
        parser.add_argument("names", nargs="*", metavar="NAME", help="name of an account, as at login")
        parser.add_argument("--address", action="append", default=[], help="IP address; may be given several times")

    def handle(self, *, names: list[str], address: list[str], **options: Any) -> None:
        """Say of each whether there was anything to forget."""
        for name in names:
            self._say(name, unlock_account(name))
        for given in address:
            self._say(given, unlock_address(address_of({"REMOTE_ADDR": given})))

    def _say(self, whom: str, was_counted: bool) -> None:
        self.stdout.write(f"{whom}: {'unlocked' if was_counted else 'nothing was counted'}")
