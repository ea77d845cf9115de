"""``manage.py create_fake_data``: questions and attempts to look around in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from django_jobkit.exceptions import ExtraMissing
from django_jobkit.management.counting import counting
from django_jobkit.services.database import jobs_alias

_MOST = 10_000_000


class Command(BaseCommand):
    """Adds to what is there; whoever runs it twice has everything twice."""

    help = (
        "Make up questions with tags, and attempts at them over the last half year. The same seed gives the same data "
        "with the same release of Faker; dates count back from today. Refuses to run where DEBUG is off."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """How many, which, and whose."""
        parser.add_argument("--count", type=int, default=50, help="questions to make (50)")
        parser.add_argument("--seed", type=int, default=1, help="another number gives other data (1)")
        parser.add_argument("--user", default="demo", help="whose they are; made if there is none of this name (demo)")
        parser.add_argument("--force", action="store_true", help="run though DEBUG is off")

    def handle(self, *, count: int, seed: int, user: str, force: bool, verbosity: int, **options: Any) -> None:
        """Raises CommandError in production, for a count that makes no sense, and without Faker or factory-boy."""
        if not settings.DEBUG and not force:
            raise CommandError("DEBUG is off: this may be no place for made-up data. Use --force if it is.")
        if not 1 <= count <= _MOST:
            raise CommandError(f"--count is between 1 and {_MOST:,}.")
        try:
            from django_jobkit.questions.fakes.inventing import invented
            from django_jobkit.questions.fakes.storing import store
        except ImportError as error:
            raise CommandError(ExtraMissing("testing").message) from error
        today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
        if not user.strip():
            raise CommandError("Whose shall they be? Say it by --user NAME.")
        owner = self._owner(user)
        made = attempts = 0
        try:
            with counting(self.stdout, "Making questions up", count, "questions") as advance:
                for questions, logs in store(owner, invented(count, seed=seed, until=today)):
                    made, attempts = made + questions, attempts + logs
                    advance(questions)
        except ExtraMissing as error:
            raise CommandError(error.message) from error
        if verbosity:
            said = f"{made:,} questions and {attempts:,} attempts for {owner.get_username()}."
            self.stdout.write(self.style.SUCCESS(said))

    def _owner(self, name: str) -> Any:
        from django_jobkit.questions.fakes.factories import new_owner

        model = get_user_model()
        found = model._base_manager.using(jobs_alias()).filter(**{model.USERNAME_FIELD: name}).first()
        if found is not None:
            return found
        self.stdout.write(
            f"Made the user {name}, who cannot log in before somebody runs: manage.py changepassword {name}"
        )
        return new_owner(name)
