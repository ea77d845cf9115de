"""``manage.py jobkit_verify_counts``: whether the counts of all questions are those of their attempts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from django_jobkit.management.counting import counting
from django_jobkit.questions.services.counts import WrongCounts, repair_counts, wrong_counts
from django_jobkit.rest.representation import moment


class Command(BaseCommand):
    """May be stopped and begun again at any time, while everything runs."""

    help = (
        "Compare the counts of all questions with their attempts, batch by batch, and print those that are wrong, as "
        "they may be after somebody wrote attempts past the app. Exit code 1 when there are any that were not repaired."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do about it."""
        parser.add_argument("--repair", action="store_true", help="put right what is wrong")

    def handle(self, *, repair: bool, verbosity: int, **options: Any) -> None:
        """Raises CommandError when there are wrong counts that nobody repairs."""
        seen = found = 0
        with counting(self.stdout, "Questions") as advance:
            for number, wrong in wrong_counts():
                seen += number
                found += len(wrong)
                for counts in wrong if verbosity else ():
                    self.stdout.write(_told(counts))
                if repair and wrong:
                    repair_counts(wrong)
                advance(number)
        if found and not repair:
            raise CommandError(f"The counts of {found:,} of {seen:,} questions are wrong; --repair puts them right.")
        if verbosity:
            self.stdout.write(self.style.SUCCESS(f"{seen:,} questions looked at, {found:,} repaired."))


def _told(counts: WrongCounts) -> str:
    wrong = [name for name, value in counts.has.items() if value != counts.should_have[name]]
    said = (f"{name} is {_shown(counts.has[name])}, not {_shown(counts.should_have[name])}" for name in wrong)
    return f"Question {counts.question_id}: {'; '.join(said)}"


def _shown(value: Any) -> Any:
    return moment(value) if isinstance(value, datetime) else value
