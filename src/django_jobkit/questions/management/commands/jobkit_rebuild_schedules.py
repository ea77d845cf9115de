"""``manage.py jobkit_rebuild_schedules``: make all schedules of questions anew, from the attempts alone."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from django_jobkit.exceptions import ExtraMissing
from django_jobkit.questions.models import Question
from django_jobkit.questions.scheduling.rebuild import rebuild
from django_jobkit.services.database import jobs_alias


class Command(BaseCommand):
    """May be stopped and begun again at any time, while everything runs."""

    help = (
        "Make the schedules of all questions anew from their attempts, batch by batch: after fsrs was installed or "
        "updated, or after attempts were written past the app."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument("--owner", metavar="USER", help="only those of the user with this name or primary key")

    def handle(self, *, owner: str | None, verbosity: int, **options: Any) -> None:
        """Raises CommandError without fsrs, or when there is no such user."""
        questions = Question.objects.using(jobs_alias())
        if owner is not None:
            questions = questions.filter(owner=_found(owner))
        total, done = questions.count(), 0
        owners = list(questions.order_by("owner_id").values_list("owner_id", flat=True).distinct())
        try:
            for number in chain.from_iterable(rebuild(owner_id) for owner_id in owners):
                done += number
                if verbosity > 1 or self.stdout.isatty():
                    self.stdout.write(f"{done:,} of {total:,} questions")
        except ExtraMissing as error:
            raise CommandError(error.message) from None
        if verbosity:
            self.stdout.write(self.style.SUCCESS(f"Scheduled {done:,} questions of {len(owners):,} users."))


def _found(text: str) -> Any:
    model = get_user_model()
    users = model._base_manager.using(jobs_alias())
    for field in (model.USERNAME_FIELD, "pk"):
        try:
            user = users.filter(**{field: text}).first()
        except (ValueError, OverflowError, ValidationError):
            # Not what keys of users look like here.
            continue
        if user is not None:
            return user
    raise CommandError(f"There is no user {text!r}.")
