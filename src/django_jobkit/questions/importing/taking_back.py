"""Take a batch of rows back, except what somebody has changed since."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from django_jobkit.questions.importing.finding import COLUMNS
from django_jobkit.questions.importing.retagging import pass_on, still_wanted, without
from django_jobkit.questions.importing.storing import write_questions
from django_jobkit.questions.importing.tagging import link
from django_jobkit.questions.importing.traces import trace_of, trace_of_attempt
from django_jobkit.questions.models import Question, QuestionLog, Tag
from django_jobkit.questions.models.keys import key_of
from django_jobkit.questions.models.upkeep import lock, pieces
from django_jobkit.questions.scheduling.putting_off import putting_off
from django_jobkit.services.database import jobs_alias


@dataclass(frozen=True, slots=True)
class Deed:
    """What one row did to a question."""

    question_id: int
    #: The key of the row.
    row: int
    #: Whether it was the first row about that question; others only brought more attempts.
    is_first: bool
    #: As `storing` has left it.
    undo: dict[str, Any]

    @property
    def has_made(self) -> bool:
        """Whether the row created the question."""
        return "made" in self.undo

    @property
    def logs(self) -> dict[int, str]:
        """The attempts that the row brought, and their traces."""
        return {int(pk): trace for pk, trace in self.undo.get("logs", {}).items()}

    @property
    def has_tagged(self) -> bool:
        """Whether the row gave other tags to a question that was there."""
        return "tags" in self.undo

    def has_left_fields(self, now: _Now) -> bool:
        """Whether the fields of the question still are as the row left them."""
        if "left" not in self.undo:
            return True
        fields = {name: now.fields[name] for name in self.undo["before"]}
        return bool(trace_of(fields, None) == self.undo["left"])

    def has_left_tags(self, now: _Now) -> bool:
        """Likewise its tags."""
        return not self.has_tagged or {*now.tags} == {*self.undo["left_tags"]}


@dataclass(slots=True)
class _Now:
    """A question as it is now."""

    fields: dict[str, Any]
    tags: list[int]


@dataclass(slots=True)
class Taken:
    """How many questions were deleted, are as they were before, or stay as somebody has changed them."""

    removed: int = 0
    restored: int = 0
    kept: int = 0


def take_back(owner_id: Any, import_id: UUID, deeds: Sequence[Deed]) -> Taken:
    """Take `deeds`, which are of one import, back; call it in a transaction that has locked the owner."""
    alias = jobs_alias()
    lock({deed.question_id for deed in deeds}, using=alias)
    there = _there(owner_id, deeds)
    logs = _own_logs(owner_id, deeds)
    made = {deed.question_id: deed for deed in deeds if deed.has_made and deed.question_id in there}
    removable = _as_made(made, there, logs)
    with putting_off(_met_again(deeds)):
        for piece in pieces(pk for pk, at in logs.items() if at not in removable):
            QuestionLog.objects.using(alias).filter(pk__in=piece).delete()
    Question.objects.using(alias).filter(pk__in=removable).delete()
    taken = Taken(removed=len(removable), kept=len(made) - len(removable))
    changed = [deed for deed in deeds if not deed.has_made and deed.question_id in there]
    _restore(changed, there, logs, taken)
    _retag(owner_id, [deed for deed in changed if deed.has_tagged], there)
    _drop_tags(owner_id, import_id, [pk for deed in deeds for pk in deed.undo.get("new_tags", ())])
    return taken


def _met_again(deeds: Sequence[Deed]) -> set[int]:
    """The questions that batches to come are about as well, back to the first row about each."""
    return {deed.question_id for deed in deeds} - {deed.question_id for deed in deeds if deed.is_first}


def _there(owner_id: Any, deeds: Sequence[Deed]) -> dict[int, _Now]:
    alias = jobs_alias()
    ids = {deed.question_id for deed in deeds}
    questions = Question.objects.using(alias).filter(owner=owner_id, pk__in=ids)
    there = {row.pop("pk"): _Now(row, []) for row in questions.values("pk", *COLUMNS)}
    links = Question.tags.through._base_manager.using(alias).filter(question_id__in=ids)
    for question_id, tag_id in links.values_list("question_id", "tag_id"):
        if question_id in there:
            there[question_id].tags.append(tag_id)
    return there


def _own_logs(owner_id: Any, deeds: Sequence[Deed]) -> dict[int, int]:
    """The attempts of `deeds` that still are as they were made, and their questions."""
    traces = {pk: trace for deed in deeds for pk, trace in deed.logs.items()}
    mine = QuestionLog.objects.using(jobs_alias()).filter(owner=owner_id)
    logs = (log for piece in pieces(traces) for log in mine.filter(pk__in=piece))
    return {log.pk: log.question_id for log in logs if trace_of_attempt(log) == traces[log.pk]}


def _as_made(made: dict[int, Deed], there: dict[int, _Now], logs: Collection[int]) -> set[int]:
    """Those of the questions that the import made which nobody has changed or attempted since."""
    all_logs = QuestionLog.objects.using(jobs_alias()).filter(question_id__in=made)
    attempted = {question_id for pk, question_id in all_logs.values_list("pk", "question_id") if pk not in logs}
    return {
        pk
        for pk, deed in made.items()
        if pk not in attempted and trace_of(there[pk].fields, there[pk].tags) == deed.undo["made"]
    }


def _restore(deeds: Sequence[Deed], there: dict[int, _Now], logs: Collection[int], taken: Taken) -> None:
    as_left = [deed for deed in deeds if deed.has_left_fields(there[deed.question_id])]
    tags_too = [deed for deed in as_left if deed.has_left_tags(there[deed.question_id])]
    whole = sum(deed.is_first for deed in tags_too if deed.logs.keys() <= set(logs))
    taken.restored += whole
    taken.kept += sum(deed.is_first for deed in deeds) - whole
    write_questions([_before(deed, there) for deed in as_left if "before" in deed.undo])


def _retag(owner_id: Any, deeds: Sequence[Deed], there: dict[int, _Now]) -> None:
    changed = [deed for deed in deeds if not deed.has_left_tags(there[deed.question_id])]
    passed_on = pass_on(owner_id, {deed.question_id: (deed.row, deed.undo) for deed in changed})
    mine = [deed for deed in deeds if deed.question_id not in passed_on]
    _link_existing({deed.question_id: without(deed.undo, there[deed.question_id].tags) for deed in mine})


def _before(deed: Deed, there: dict[int, _Now]) -> Question:
    fields = {**there[deed.question_id].fields, **deed.undo["before"]}
    return Question(
        pk=deed.question_id,
        natural_key=key_of(fields["title"], fields["source"]),
        updated_at=datetime.fromisoformat(deed.undo["updated_at"]),
        **fields,
    )


def _link_existing(tags: dict[int, list[int]]) -> None:
    if tags:
        wanted = {pk for ids in tags.values() for pk in ids}
        there = set(Tag.objects.using(jobs_alias()).filter(pk__in=wanted).values_list("pk", flat=True))
        link({question_id: [pk for pk in ids if pk in there] for question_id, ids in tags.items()})


def _drop_tags(owner_id: Any, import_id: UUID, ids: Collection[int]) -> None:
    """Delete those of the tags that the import made which nothing has any more, nor will have again."""
    alias = jobs_alias()
    used = Question.tags.through._base_manager.using(alias).filter(tag_id=OuterRef("pk"))
    for piece in pieces(ids):
        tags = Tag.objects.using(alias).filter(owner=owner_id, pk__in=piece)
        unused = list(tags.exclude(Exists(used)).values_list("pk", flat=True))
        unwanted = {*unused} - still_wanted(owner_id, import_id, unused)
        Tag.objects.using(alias).filter(pk__in=unwanted).delete()
