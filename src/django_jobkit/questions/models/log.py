"""One attempt at a question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, router, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from django_jobkit.questions.models.owned import OwnedQuerySet
from django_jobkit.questions.models.question import Question
from django_jobkit.questions.models.upkeep import hold, pieces, recount

MAX_APPROACH = 255
MAX_MINUTES = 100_000
#: In which an attempt may lie.
FIRST_YEAR, LAST_YEAR = 1970, 9998


class Outcome(models.TextChoices):
    """How an attempt went, in the words that clients know."""

    SOLVED = "Solved", _("Solved")
    PARTIAL = "Partial", _("Partial")
    FAILED = "Failed", _("Failed")


def outcome_choices() -> list[tuple[str, Any]]:
    """Called by Django, so that a translation makes no migration."""
    return list(Outcome.choices)


class QuestionLogQuerySet(OwnedQuerySet["QuestionLog"]):
    """Every list and look-up starts here; what it writes is counted at once."""

    def bulk_create(self, objs: Iterable[QuestionLog], *args: Any, **kwargs: Any) -> list[QuestionLog]:
        """As Django's; with `update_conflicts` it may move attempts as well."""
        logs = list(objs)
        using = self._to_write()
        there = self._everywhere(using).filter(pk__in=[log.pk for log in logs if log.pk])
        with transaction.atomic(using=using):
            held = hold(there, (log.question_id for log in logs), using=using)[1]
            made = self._unwatched(using).bulk_create(logs, *args, **kwargs)
            recount(held, using=using)
        return made

    def bulk_update(self, objs: Iterable[QuestionLog], *args: Any, **kwargs: Any) -> int:
        """As Django's."""
        logs = list(objs)
        using = self._to_write()
        there = self._everywhere(using).filter(pk__in=[log.pk for log in logs])
        with transaction.atomic(using=using):
            held = hold(there, (log.question_id for log in logs), using=using)[1]
            changed = self._unwatched(using).bulk_update(logs, *args, **kwargs)
            recount(held, using=using)
        return changed

    def update(self, **kwargs: Any) -> int:
        """As Django's."""
        using = self._to_write()
        moved_to = [getattr(kwargs[name], "pk", kwargs[name]) for name in ("question", "question_id") if name in kwargs]
        with transaction.atomic(using=using):
            ids, held = hold(self.using(using), (pk for pk in moved_to if isinstance(pk, int)), using=using)
            changed = sum(self._unwatched(using).filter(pk__in=some).update(**kwargs) for some in pieces(ids))
            if moved_to:
                held |= hold(self._everywhere(using).filter(pk__in=ids), using=using)[1]
            recount(held, using=using)
        return changed

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's."""
        using = self._to_write()
        deleted: Counter[str] = Counter()
        with transaction.atomic(using=using):
            ids, held = hold(self.using(using), using=using)
            for some in pieces(ids):
                deleted.update(self._unwatched(using).filter(pk__in=some).delete()[1])
            recount(held, using=using)
        return deleted.total(), dict(deleted)

    # What templates and admin must not call, as Django has it for its own.
    delete.alters_data = True  # type: ignore[attr-defined]
    update.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def _to_write(self) -> str:
        # The stubs lack both.
        return self._db or router.db_for_write(self.model, **self._hints)  # type: ignore[attr-defined]

    def _everywhere(self, using: str) -> models.QuerySet[QuestionLog]:
        return models.QuerySet(self.model, using=using)

    def _unwatched(self, using: str) -> models.QuerySet[QuestionLog]:
        return models.QuerySet(self.model, query=self.query.chain(), using=using, hints=self._hints)  # type: ignore[attr-defined]


class QuestionLog(models.Model):
    """An attempt; without an outcome it counts, but says nothing about what was learned."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False, verbose_name=_("owner")
    )
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="logs", db_index=False)
    date_attempted = models.DateTimeField(default=timezone.now)
    time_spent_min = models.PositiveIntegerField(null=True, blank=True, help_text=_("Minutes."))
    outcome = models.CharField(max_length=7, choices=outcome_choices, blank=True, default="")
    solution_approach = models.CharField(max_length=MAX_APPROACH, blank=True, default="")
    self_notes = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = QuestionLogQuerySet.as_manager()

    class Meta:
        # So that related managers, `question.logs.add(...)`, count as well.
        base_manager_name = "objects"
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes: ClassVar = [
            models.Index(fields=["question", "date_attempted"], name="jobkit_questions_log_question"),
            models.Index(fields=["owner", "date_attempted"], name="jobkit_questions_log_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome or '-'} {self.date_attempted:%Y-%m-%d}"

    def save(self, *args: Any, using: str | None = None, **kwargs: Any) -> None:
        """Save the attempt and count those at its question, and at the one that it leaves."""
        alias = using or router.db_for_write(type(self), instance=self)
        with transaction.atomic(using=alias):
            there: models.QuerySet[QuestionLog] = models.QuerySet(type(self), using=alias)
            held = hold(there.filter(pk=self.pk) if self.pk else there.none(), [self.question_id], using=alias)[1]
            super().save(*args, using=alias, **kwargs)
            recount(held, using=alias)

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        """Delete the attempt and count those at its question."""
        alias = using or router.db_for_write(type(self), instance=self)
        with transaction.atomic(using=alias):
            held = hold(models.QuerySet(type(self), using=alias).filter(pk=self.pk), using=alias)[1]
            deleted = super().delete(using=alias, keep_parents=keep_parents)
            recount(held, using=alias)
        return deleted
