"""``manage.py jobkit_prune``: delete finished jobs that are older than anybody wants to keep."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from django_jobkit.conf import config
from django_jobkit.core.status import TERMINAL
from django_jobkit.models import Job
from django_jobkit.models.clock import DatabaseNow
from django_jobkit.services.database import jobs_alias
from django_jobkit.services.prune import prune_finished
from django_jobkit.services.sweep import all_orphans, sweep_files

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_AGE = re.compile(r"(\d{1,9})([smhdw])")
#: A dry run counts no further.
_MOST_COUNTED = 100_000


class Command(BaseCommand):
    """Workers do the same by themselves where RETENTION is set."""

    help = "Delete jobs that ended long ago, with their histories and results, batch by batch."

    def add_arguments(self, parser: CommandParser) -> None:
        """How old, and whether in earnest."""
        parser.add_argument("--older-than", metavar="AGE", help="30d, 12h, 90m, 45s, 2w; by default RETENTION")
        parser.add_argument(
            "--orphaned-files", action="store_true", help="delete stored files that nothing has named for a day, too"
        )
        parser.add_argument("--dry-run", action="store_true", help="only count them")

    def handle(self, *, older_than: str | None, orphaned_files: bool, dry_run: bool, **options: Any) -> None:
        """Raises CommandError when nobody says how old is old."""
        age = config.RETENTION if older_than is None else as_age(older_than)
        if age is None and not orphaned_files:
            raise CommandError("Say how old is old: --older-than 30d, or set JOBKIT['RETENTION'].")
        if age is not None:
            self._prune(age, dry_run=dry_run, verbosity=options["verbosity"])
        if orphaned_files:
            self._sweep(dry_run=dry_run, verbosity=options["verbosity"])

    def _prune(self, age: timedelta, *, dry_run: bool, verbosity: int) -> None:
        if dry_run:
            self.stdout.write(f"{_count(age)} jobs ended over {spoken(age)} ago and would be deleted.")
            return
        total = 0
        for deleted in prune_finished(age):
            total += deleted
            if verbosity > 1 or self.stdout.isatty():
                self.stdout.write(f"{total:,} deleted so far")
        if verbosity:
            self.stdout.write(self.style.SUCCESS(f"Deleted {total:,} jobs that ended over {spoken(age)} ago."))

    def _sweep(self, *, dry_run: bool, verbosity: int) -> None:
        if dry_run:
            self.stdout.write(f"{sum(1 for _ in all_orphans()):,} stored files would be deleted: nothing names them.")
            return
        swept = sweep_files()
        if verbosity:
            self.stdout.write(self.style.SUCCESS(f"Deleted {swept:,} stored files that nothing names."))


def spoken(age: timedelta) -> str:
    """`age` for people: whole days are not followed by their hours."""
    return str(age).removesuffix(", 0:00:00")


def as_age(text: str) -> timedelta:
    """The length of time that `text` says; raises CommandError when it says none."""
    match = _AGE.fullmatch(text.strip().lower())
    if match is None:
        raise CommandError(f"--older-than takes a number and a unit, as in 30d or 12h, not {text!r}.")
    number, unit = match.groups()
    try:
        return timedelta(**{_UNITS[unit]: int(number)})
    except OverflowError:
        raise CommandError(f"{text} is longer than time goes back.") from None


def _count(age: timedelta) -> str:
    old = Job.objects.using(jobs_alias()).filter(status__in=TERMINAL, finished_at__lt=DatabaseNow() - age)
    number = old[:_MOST_COUNTED].count()
    return f"At least {number:,}" if number == _MOST_COUNTED else f"{number:,}"
