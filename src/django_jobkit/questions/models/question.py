"""Something that may be asked in an interview."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import connections, models, router, transaction
from django.utils.translation import gettext_lazy as _

from django_jobkit.questions.models.html import HtmlField
from django_jobkit.questions.models.keys import KeyField
from django_jobkit.questions.models.owned import OwnedQuerySet
from django_jobkit.questions.models.tag import Tag

MAX_TITLE = 255
MAX_SOURCE = 4095
MAX_SLUG = 255


class Difficulty(models.TextChoices):
    """How hard a question is, in the words that clients know."""

    EASY = "Easy", _("Easy")
    MEDIUM = "Medium", _("Medium")
    HARD = "Hard", _("Hard")


def difficulty_choices() -> list[tuple[str, Any]]:
    """Called by Django, so that a translation makes no migration."""
    return list(Difficulty.choices)


class QuestionQuerySet(OwnedQuerySet["Question"]):
    """Every list and look-up starts here."""

    def locked(self) -> list[int]:
        """Hold these questions until the end of the transaction, and answer their ids in the order they were locked."""
        features = connections[self.db].features
        rows = self.order_by("pk")
        if features.has_select_for_update:
            # A plain FOR UPDATE would make inserts that refer to a question wait.
            rows = rows.select_for_update(no_key=features.has_select_for_no_key_update)
        else:
            # SQLite has one lock, which a transaction that has only read may be refused.
            self.update(attempts_count=models.F("attempts_count"))
        return list(rows.values_list("pk", flat=True))

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's, with the questions locked before their attempts, as everybody does it."""
        using = self._db or router.db_for_write(self.model, **self._hints)  # type: ignore[attr-defined]  # the stubs
        with transaction.atomic(using=using):
            Question.objects.using(using).filter(pk__in=self.using(using).order_by().values("pk")).locked()
            return super().delete()

    # What templates must not call, as Django has it for its own.
    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Question(models.Model):
    """A question. Its counts follow its attempts, and are written by them alone."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False, verbose_name=_("owner")
    )
    title = models.CharField(max_length=MAX_TITLE)
    source = models.CharField(max_length=MAX_SOURCE, blank=True, default="", help_text=_("Where it comes from."))
    content = HtmlField(blank=True, default="", help_text=_("HTML, of which only what is harmless is kept."))
    slug = models.CharField(max_length=MAX_SLUG, editable=False, help_text=_("Stays when the title changes."))
    slug_key = KeyField(sources=("slug",))
    difficulty = models.CharField(max_length=6, choices=difficulty_choices, blank=True, default="")
    is_active = models.BooleanField(default=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="questions")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    attempts_count = models.PositiveIntegerField(default=0, editable=False)
    solved_count = models.PositiveIntegerField(default=0, editable=False)
    last_attempted_at = models.DateTimeField(null=True, editable=False)

    #: By this an import finds a question that is there already.
    natural_key = KeyField(sources=("title", "source"))
    #: Likewise, where its platform has an id for it.
    external_key = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 - NULLs are distinct

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        indexes: ClassVar = [
            models.Index(fields=["owner", "id"], name="jobkit_questions_owner"),
            models.Index(fields=["owner", "natural_key"], name="jobkit_questions_natural"),
            models.Index(fields=["owner", "last_attempted_at"], name="jobkit_questions_attempted"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "slug_key"], name="jobkit_questions_slug"),
            models.UniqueConstraint(fields=["owner", "external_key"], name="jobkit_questions_external"),
            models.CheckConstraint(
                name="jobkit_questions_solved", condition=models.Q(solved_count__lte=models.F("attempts_count"))
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        """Delete the question and its attempts, once nobody is writing any."""
        alias = using or router.db_for_write(type(self), instance=self)
        with transaction.atomic(using=alias):
            Question.objects.using(alias).filter(pk=self.pk).locked()
            return super().delete(using=alias, keep_parents=keep_parents)
